"""Goroutines that take the same locks in different orders."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    lane_name,
    lock_name,
    lock_steps,
    op_span,
    short,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields the rings of the lock-order graph, and pairs of one type ordered by their arguments only."""
    for ring in results.rings():
        first = ring.edges[0]
        count = len(ring.edges)
        steps: list[Step] = []
        for lane, edge in enumerate(ring.edges, 1):
            steps.extend(lock_steps(results, edge.held, lane))
        for lane, edge in enumerate(ring.edges, 1):
            owner = lane % count + 1
            text = f"waits for {short(edge.taken.class_)}, held by goroutine {owner}"
            steps.extend(site_steps(results, edge.taken.site, text, lane, "block"))
        others = ", ".join(results.place(edge.function.file, edge.op.pos) for edge in ring.edges[1:])
        order = "in the opposite order" if count == 2 else f"in a ring of {count} locks"
        yield Diagnostic(
            span=op_span(first.function, first.op),
            message=(
                f"{short(first.taken.class_)} is locked while {short(first.held.class_)} is held; "
                f"{others} takes them {order}: the goroutines can wait for each other for ever"
            ),
            witness=tuple(steps),
            symbols=tuple(sorted(short(edge.held.class_) for edge in ring.edges)),
            profile=Profile.DEFAULT if ring.certain else Profile.AUDIT,
            lanes=tuple(
                lane_name(results, thread, edge.function.id)
                for thread, edge in zip(ring.threads, ring.edges, strict=True)
            ),
        )
    for transfer in results.transfers():
        edge = transfer.edge
        if not results.goroutines.may_run_in_parallel((edge.function, edge.op), (edge.function, edge.op)):
            continue
        held, taken = lock_name(edge.held), lock_name(edge.taken)
        yield Diagnostic(
            span=op_span(edge.function, edge.op),
            message=(
                f"{taken} is locked while {held} is held: two calls of {edge.function.name} with the arguments swapped "
                "wait for each other for ever"
            ),
            witness=(
                *lock_steps(results, edge.held),
                Step(edge.held.site.span, f"locks what goroutine 1 knows as {taken}", 2, "acquire"),
                Step(op_span(edge.function, edge.op), f"waits for {taken}, held by goroutine 2", 1, "block"),
                Step(op_span(edge.function, edge.op), f"waits for what goroutine 1 knows as {held}", 2, "block"),
            ),
            symbols=(short(edge.held.class_), edge.function.name),
            # Where the roles never change it is an order of locks, and a good one.
            profile=Profile.DEFAULT if results.may_be_swapped(transfer) else Profile.AUDIT,
            lanes=(f"{edge.function.name}(a, b)", f"{edge.function.name}(b, a)"),
        )


RULE = Rule(
    id="lock-order-inversion",
    family="mutex",
    summary="locks are taken in opposite orders by goroutines that can meet",
    severity=Severity.ERROR,
    precision=Precision.MEDIUM,
    check=check,
    cwe=(833,),
)

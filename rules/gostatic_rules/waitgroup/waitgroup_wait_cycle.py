"""Wait blocks what would let it finish."""

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
    late_drain_diagnostics,
    left_waiting_diagnostics,
    lock_name,
    lock_steps,
    op_span,
    ring_diagnostics,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waits that stand where they cannot end."""
    told: set[tuple[str, int]] = set()
    for found in results.waitgroups.cycles():
        told.add((found.function.file, found.op.pos))
        span = op_span(found.function, found.op)
        steps: list[Step] = []
        lanes: tuple[str, ...] = (found.function.name,)
        if found.reason == "loop":
            message = (
                f"{found.text}.Wait() stands inside the loop that starts the workers, but Add counted all of them before "
                "the loop: the first turn waits for goroutines that are not started yet"
            )
            if found.other is not None:
                steps.append(Step(op_span(*found.other), "counts all workers at once"))
            if found.worker is not None:
                steps.append(Step(op_span(found.function, found.worker[1]), "starts one worker per turn", kind="spawn"))
        elif found.reason == "lock" and found.hold is not None and found.needs is not None:
            name = lock_name(found.hold)
            message = (
                f"{found.text}.Wait() is called with {name} held (locked at "
                f"{results.place(found.hold.site.file, found.hold.site.pos)}), which a worker must lock before it is done"
            )
            steps.extend(lock_steps(results, found.hold))
            steps.extend(site_steps(results, found.needs.site, f"waits for {name}, so is never done", 2, "block"))
            if found.worker is not None:
                lanes = (found.function.name, f"worker {found.worker[0].name}")
        elif found.reason in ("drain", "room"):
            message = (
                f"{found.text}.Wait() comes before the receives from the workers' unbuffered channel: each worker "
                "blocks on its send and is never done"
                if found.reason == "drain"
                else f"{found.text}.Wait() comes before the receives from the workers' channel, whose buffer has no room "
                "for all they send: a worker blocks on its send and is never done"
            )
            if found.worker is not None:
                steps.append(Step(op_span(*found.worker), "blocks on its send: nobody receives yet", 2, "block"))
                lanes = (found.function.name, f"worker {found.worker[0].name}")
            if found.other is not None:
                steps.append(Step(op_span(*found.other), "would receive, but stands behind the Wait", 1))
        elif found.reason == "own":
            message = f"{found.text}.Wait() waits for the Done that this function itself runs only when it returns"
            if found.other is not None:
                steps.append(Step(op_span(*found.other), f"defers {found.text}.Done() to the end of the function"))
        else:
            message = f"{found.text}.Wait() is called by a goroutine that {found.text} itself counts: it waits for its own Done"
            if found.other is not None:
                steps.append(Step(op_span(*found.other), "starts the counted goroutine", 2, "spawn"))
                lanes = (found.function.name, found.other[0].name)
        steps.append(Step(span, f"waits for {found.text} for ever", 1, "block"))
        yield Diagnostic(
            span=span,
            message=message,
            witness=tuple(steps),
            symbols=(found.text, found.reason),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=lanes,
        )
    for diagnostic in ring_diagnostics(results, "group"):
        if (diagnostic.span.file, diagnostic.span.start) not in told:
            told.add((diagnostic.span.file, diagnostic.span.start))
            yield diagnostic
    for diagnostic in (*late_drain_diagnostics(results, groups=True), *left_waiting_diagnostics(results)):
        if (diagnostic.span.file, diagnostic.span.start) not in told:
            told.add((diagnostic.span.file, diagnostic.span.start))
            yield diagnostic


RULE = Rule(
    id="waitgroup-wait-cycle",
    family="waitgroup",
    summary="Wait blocks what would let it finish",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

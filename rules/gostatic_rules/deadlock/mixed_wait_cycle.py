"""A ring of waits of several kinds: a channel operation under a lock that its counterpart needs first."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    BLOCKING_WORDS,
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Span,
    Step,
    lock_name,
    lock_steps,
    op_span,
    ring_diagnostics,
    short,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields rings of waits, then waits under a lock that everybody who could end them must take first."""
    direct = {}
    for found in results.held_waits.find():
        if found.is_ring:
            last = found.blocked.event.site.chain()[-1]
            direct[last.file, last.pos] = found
    for diagnostic in ring_diagnostics(results, "mixed"):
        places = [(step.span.file, step.span.start) for step in diagnostic.witness if step.kind == "block"]
        if diagnostic.profile is Profile.DEFAULT:
            for place in places:
                direct.pop(place, None)
        elif any(place in direct for place in places):
            continue  # told with certainty below
        yield diagnostic
    for found in direct.values():
        if found.wakes is None or found.needs is None:
            continue
        event, (waker, wake), (function, op) = found.blocked.event, found.wakes, found.needs
        name = lock_name(found.hold)
        does = BLOCKING_WORDS[event.kind].format(event.text)
        held_at = results.place(found.hold.site.file, found.hold.site.pos)
        message = (
            f"this {does} while {name} is held (locked at {held_at}), but {waker.name} must lock it at "
            f"{results.place(function.file, op.pos)} before it can answer: both wait for ever"
        )
        steps: list[Step] = [
            *lock_steps(results, found.hold),
            Step(op_span(function, op), f"waits for {name}", 2, "block"),
            Step(op_span(waker, wake), "would answer, but is never reached", 2),
            *site_steps(results, event.site, f"{does}: nobody answers", kind="block"),
        ]
        yield Diagnostic(
            span=op_span(found.blocked.function, found.blocked.op),
            message=message,
            witness=tuple(steps),
            symbols=(short(found.hold.class_), event.kind, short(event.class_)),
            lanes=(found.blocked.function.name, waker.name),
        )
    yield from _children(results)
    yield from _pipes(results)


def _children(results: Results) -> Iterator[Diagnostic]:
    for child in results.child_waits():
        span = op_span(child.function, child.wait)
        does = "writes more than the pipe holds" if child.output else "reads to the end of its input"
        where = "nobody reads it" if child.served < 0 else f"{'read' if child.output else 'closed'} only at "
        if child.served >= 0:
            where += results.place(child.function.file, child.served)
        yield Diagnostic(
            span=span,
            message=(
                f"this waits for the child to end before {child.name} is {'read' if child.output else 'closed'} ({where}): "
                f"a child that {does} waits for this goroutine, and both wait for ever"
            ),
            witness=(
                Step(op_span(child.function, child.op), f"opens the pipe {child.name}", 1, "acquire"),
                Step(span, "waits for the child", 1, "block"),
                Step(span, f"the child {does}", 2, "block"),
            ),
            symbols=(child.name,),
            profile=Profile.DEFAULT if child.certain else Profile.AUDIT,
            lanes=(child.function.name, "child process"),
        )


def _pipes(results: Results) -> Iterator[Diagnostic]:
    for pipe in results.self_served_pipes():
        span = Span(pipe.function.file, pipe.pos, pipe.end)
        does, answers = ("writes to", "reads") if pipe.writes else ("reads from", "writes")
        place = results.place(pipe.function.file, pipe.other)
        yield Diagnostic(
            span=span,
            message=(
                f"this {does} the pipe {pipe.name}, which has no room, but the same goroutine {answers} the other end only "
                f"behind it, at {place}: it waits for itself for ever"
            ),
            witness=(
                Step(op_span(pipe.function, pipe.op), "makes the pipe", 1, "acquire"),
                Step(span, f"{does} {pipe.name}: nobody is at the other end", 1, "block"),
            ),
            symbols=(pipe.name,),
            profile=Profile.AUDIT if pipe.function.test else Profile.DEFAULT,
            lanes=(pipe.function.name,),
        )


RULE = Rule(
    id="mixed-wait-cycle",
    family="deadlock",
    summary="goroutines wait for each other in a ring of different waits, such as a lock and a channel",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

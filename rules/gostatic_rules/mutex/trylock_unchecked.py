"""TryLock whose result is ignored, or whose success nobody unlocks."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Reacquired,
    Results,
    Rule,
    Severity,
    Step,
    TryDropped,
    is_turn,
    lock_name,
    lock_steps,
    op_span,
    short,
    site_steps,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields dropped results, and exits that keep a lock taken by TryLock."""
    dropped: set[tuple[str, int]] = set()
    for found in results.events.of(TryDropped):
        span = op_span(found.function, found.op)
        name = lock_name(found.hold)
        dropped.add((found.function.id, found.op.pos))
        yield Diagnostic(
            span=span,
            message=f"the result is ignored: nobody knows whether {name} was taken, so nobody can unlock it rightly",
            witness=(*lock_steps(results, found.hold), Step(span, "the result is dropped", kind="exit")),
            symbols=(short(found.hold.class_),),
        )
    for left in results.unreleased:
        hold = left.hold
        if hold.how != "try" or (left.function.id, hold.site.pos) in dropped:
            continue
        name = lock_name(hold)
        span = hold.site.span
        exit_span = op_span(left.function, left.op)
        line = results.place(exit_span.file, exit_span.start)
        yield Diagnostic(
            span=span,
            message=f"when this takes {name}, {left.function.name} leaves at {line} without unlocking it",
            witness=(*lock_steps(results, hold), Step(exit_span, f"leaves with {name} locked", kind="exit")),
            symbols=(short(hold.class_),),
            profile=Profile.AUDIT if left.harmless else Profile.DEFAULT,
        )
    for again in results.events.of(Reacquired):
        hold = again.held
        if (
            hold.how != "try"
            or hold.site.inner is None
            or is_turn(again)
            or (again.function.id, hold.site.pos) in dropped
        ):
            continue
        name = lock_name(hold)
        span = hold.site.span
        line = results.place(again.function.file, again.op.pos)
        yield Diagnostic(
            span=span,
            message=f"when this reports success it has taken {name}, and nobody unlocks it before it is locked again at {line}",
            witness=(
                *lock_steps(results, hold),
                *site_steps(results, again.taken.site, f"locks {name} again: waits for itself", kind="block"),
            ),
            symbols=(short(hold.class_),),
        )


RULE = Rule(
    id="trylock-unchecked",
    family="mutex",
    summary="TryLock's success is not looked at or not unlocked",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(667, 252),
)

"""``defer mu.Unlock()`` in a loop that locks again in its next turn."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Reacquired,
    Results,
    Rule,
    Severity,
    Step,
    deferred_release,
    is_turn,
    lock_name,
    lock_steps,
    loops_of,
    op_span,
    short,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields deferred unlocks of a lock that the loop's next turn takes again."""
    for found in results.events.of(Reacquired):
        if not is_turn(found):
            continue
        deferred = deferred_release(found.function, found.held)
        if deferred is None or not loops_of(found.function).get(id(deferred)):
            continue
        span = op_span(found.function, deferred)
        name = lock_name(found.held)
        yield Diagnostic(
            span=span,
            message=(
                f"the deferred unlock of {name} runs when {found.function.name} returns, not at the end of the turn: "
                "the next turn locks it again and waits for ever"
            ),
            witness=(
                *lock_steps(results, found.held),
                Step(span, "defers the unlock to the end of the function", kind="release"),
                Step(found.taken.site.span, f"locks {name} again in the next turn: waits for itself", kind="block"),
            ),
            symbols=(short(found.held.class_),),
        )


RULE = Rule(
    id="unlock-deferred-in-loop",
    family="mutex",
    summary="a deferred unlock in a loop that locks again next turn",
    severity=Severity.ERROR,
    precision=Precision.VERY_HIGH,
    check=check,
    cwe=(667, 764),
)

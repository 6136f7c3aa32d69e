"""``defer mu.Lock()`` where the unlock was meant."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    DeferredLock,
    Diagnostic,
    Precision,
    Results,
    Rule,
    Severity,
    Step,
    lock_steps,
    op_span,
    short,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields deferred locks of a lock that is held at the defer."""
    for found in results.events.of(DeferredLock):
        span = op_span(found.function, found.op)
        word, wanted = ("RLock", "RUnlock") if found.hold.mode == "R" else ("Lock", "Unlock")
        yield Diagnostic(
            span=span,
            message=(
                f"defer {found.text}.{word}() locks again when {found.function.name} returns; "
                f"defer {found.text}.{wanted}() was probably meant"
            ),
            witness=(
                *lock_steps(results, found.hold),
                Step(span, "defers another lock instead of the unlock: the function cannot return", kind="block"),
            ),
            symbols=(short(found.hold.class_),),
        )


RULE = Rule(
    id="deferred-lock",
    family="mutex",
    summary="a lock is deferred where its unlock was meant",
    severity=Severity.ERROR,
    precision=Precision.VERY_HIGH,
    check=check,
    cwe=(667,),
)

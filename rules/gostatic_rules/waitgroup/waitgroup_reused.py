"""A new round of a WaitGroup begins while a Wait of the last one may not have returned."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields additions behind the start of a waiting goroutine."""
    for found in results.waitgroups.reused():
        span = op_span(found.function, found.op)
        yield Diagnostic(
            span=span,
            message=(
                f"{found.text}.Add may run while the Wait at "
                f"{results.place(found.waiter[0].file, found.waiter[1].pos)}, in a goroutine started before, has not "
                "returned: the two rounds get mixed up"
            ),
            witness=(
                Step(op_span(found.function, found.spawn), "starts the waiting goroutine", 1, "spawn"),
                Step(op_span(*found.waiter), f"waits for {found.text}", 2, "block"),
                Step(span, f"adds to {found.text} for the next round", 1),
            ),
            symbols=(found.text,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(found.function.name, f"waiter {found.waiter[0].name}"),
        )


RULE = Rule(
    id="waitgroup-reused",
    family="waitgroup",
    summary="Add begins a new round while an earlier Wait may not have returned",
    severity=Severity.WARNING,
    precision=Precision.MEDIUM,
    check=check,
    cwe=(362,),
)

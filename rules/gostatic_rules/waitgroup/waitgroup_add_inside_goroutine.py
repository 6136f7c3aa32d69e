"""Add runs in the goroutine it counts, so Wait may be passed before it."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields additions in the goroutine they count."""
    for found in results.waitgroups.add_inside():
        span = op_span(found.function, found.op)
        yield Diagnostic(
            span=span,
            message=(
                f"{found.text}.Add runs inside the goroutine it counts: {found.text}.Wait() may return before the "
                "goroutine has started; call Add before the go statement"
            ),
            witness=(
                Step(op_span(*found.spawn), "starts the goroutine", 2, "spawn"),
                Step(op_span(*found.wait), "may return at once: nothing is counted yet", 2),
                Step(span, f"adds to {found.text}, too late", 1),
            ),
            symbols=(found.text,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(found.function.name, found.spawn[0].name),
        )


RULE = Rule(
    id="waitgroup-add-inside-goroutine",
    family="waitgroup",
    summary="Add runs in the goroutine it counts, unordered with Wait",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(362,),
)

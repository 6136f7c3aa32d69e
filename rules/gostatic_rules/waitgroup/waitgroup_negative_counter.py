"""More Done than Add: the counter goes below zero and panics."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields the operations that take a counter below zero."""
    for found in results.waitgroups.negative():
        span = op_span(found.function, found.op)
        what = (
            "the goroutine started here calls Done that no Add counted" if found.spawned else "this counts below zero"
        )
        yield Diagnostic(
            span=span,
            message=f"{what}: the counter of {found.text} becomes negative, which panics",
            witness=(Step(span, f"counts {found.text} below zero"),),
            symbols=(found.text,),
        )


RULE = Rule(
    id="waitgroup-negative-counter",
    family="waitgroup",
    summary="a WaitGroup is counted below zero",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(682,),
)

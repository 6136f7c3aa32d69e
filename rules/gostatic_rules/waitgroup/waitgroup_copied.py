"""A WaitGroup is copied: Done counts down another one than Wait waits for."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import NO_COPY_WAITGROUPS, Copy, Diagnostic, Precision, Results, Rule, Severity, Step, op_span

_HOW = {
    "assigned": "assigning {0} copies",
    "passed": "passing {0} copies",
    "returned": "returning {0} copies",
    "ranged": "the range variable {0} copies",
    "parameter": "the parameter {0} copies",
    "receiver": "the value receiver {0} copies",
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields copies of values that hold a WaitGroup."""
    for function, op, _, _ in results.operations.of(Copy):
        if isinstance(op, Copy) and op.held in NO_COPY_WAITGROUPS:
            inner = f" (in field {op.inner})" if op.inner else ""
            span = op_span(function, op)
            yield Diagnostic(
                span=span,
                message=(
                    f"{_HOW[op.how].format(op.what)} a sync.WaitGroup{inner}: Done on the copy never ends a Wait on the original"
                ),
                witness=(Step(span, "copies the WaitGroup"),),
                symbols=(op.what,),
            )


RULE = Rule(
    id="waitgroup-copied",
    family="waitgroup",
    summary="a WaitGroup is copied",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

"""A value that holds a lock is copied: the copy is another lock."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import NO_COPY_LOCKS, Copy, Diagnostic, Precision, Results, Rule, Severity, Step, op_span

_HOW = {
    "assigned": "assigning {0} copies",
    "passed": "passing {0} copies",
    "returned": "returning {0} copies",
    "ranged": "the range variable {0} copies",
    "parameter": "the parameter {0} copies",
    "receiver": "the value receiver {0} copies",
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields copies of values that hold a lock, cond, once, pool or map of package sync."""
    for function, op, _, _ in results.operations.of(Copy):
        if isinstance(op, Copy) and op.held in NO_COPY_LOCKS:
            inner = f" (in field {op.inner})" if op.inner else ""
            span = op_span(function, op)
            yield Diagnostic(
                span=span,
                message=f"{_HOW[op.how].format(op.what)} a {op.held}{inner}: the copy guards nothing the original guards",
                witness=(Step(span, f"copies a {op.held}"),),
                symbols=(op.held, op.what),
            )


RULE = Rule(
    id="lock-copied",
    family="mutex",
    summary="a value that holds a lock is copied",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(667,),
)

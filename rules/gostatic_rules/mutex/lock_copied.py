"""A value that holds a lock is copied: the copy is another lock."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.api import (
    NO_COPY_LOCKS,
    Copy,
    Diagnostic,
    Function,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    op_span,
)

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
                profile=Profile.AUDIT if _is_meant(results, function, op) else Profile.DEFAULT,
            )


def _is_meant(results: Results, function: Function, op: Copy) -> bool:
    """Whether a comment tells go vet that the copy is meant, or what a call has just returned is copied: a new value, perhaps."""
    text = results.text_of_file(function.file)
    start = text.rfind(b"\n", 0, text.rfind(b"\n", 0, op.pos)) + 1
    end = text.find(b"\n", op.end)
    near = text[start : end if end >= 0 else len(text)]
    return _NOLINT.search(near) is not None or (op.what.startswith("*") and op.what.endswith(")"))


# On the line or the one above: all linters, or the one that looks for copies.
_NOLINT = re.compile(rb"//\s*nolint(?::[^\n]*\b(?:govet|copylocks)\b|\s|$)", re.MULTILINE)


RULE = Rule(
    id="lock-copied",
    family="mutex",
    summary="a value that holds a lock is copied",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(667,),
)

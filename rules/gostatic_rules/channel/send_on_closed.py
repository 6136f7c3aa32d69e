"""A send on a channel that is or may be closed by then."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import SEND, Diagnostic, Precision, Results, Rule, Severity, misclosed_diagnostic


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields sends that a close precedes, or that nothing orders before it."""
    for found in results.misclosed:
        if found.then.kind == SEND:
            yield misclosed_diagnostic(results, found)


RULE = Rule(
    id="send-on-closed",
    family="channel",
    summary="a send on a channel that is closed by then",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(672,),
)

"""A channel that is closed a second time."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import CLOSE, Diagnostic, Precision, Results, Rule, Severity, misclosed_diagnostic


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields closes of channels that are closed by then."""
    for found in results.misclosed:
        if found.then.kind == CLOSE:
            yield misclosed_diagnostic(results, found)


RULE = Rule(
    id="double-close",
    family="channel",
    summary="a channel is closed a second time",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(675,),
)

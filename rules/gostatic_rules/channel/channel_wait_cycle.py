"""Goroutines wait on each other's channels in a ring."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Results, Rule, Severity, ring_diagnostics


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields rings of channel waits, told at the first in the source."""
    yield from ring_diagnostics(results, "channel")


RULE = Rule(
    id="channel-wait-cycle",
    family="channel",
    summary="goroutines wait on each other's channels in a ring",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

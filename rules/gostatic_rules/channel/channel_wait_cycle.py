"""Goroutines wait on each other's channels in a ring."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Results,
    Rule,
    Severity,
    late_drain_diagnostics,
    ring_diagnostics,
    self_wait_diagnostics,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields rings of channel waits, told at the first in the source, and goroutines that wait for themselves."""
    yield from ring_diagnostics(results, "channel")
    yield from self_wait_diagnostics(results)
    yield from late_drain_diagnostics(results, groups=False)


RULE = Rule(
    id="channel-wait-cycle",
    family="channel",
    summary="goroutines wait on each other's channels in a ring",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

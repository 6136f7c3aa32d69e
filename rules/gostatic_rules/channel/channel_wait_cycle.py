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
    too_early_diagnostics,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields rings of channel waits, told at the first in the source, and goroutines that wait for themselves."""
    told: set[tuple[str, int]] = set()
    for diagnostic in (
        *ring_diagnostics(results, "channel"),
        *self_wait_diagnostics(results),
        *late_drain_diagnostics(results, groups=False),
        *too_early_diagnostics(results),
    ):
        place = (diagnostic.span.file, diagnostic.span.start)
        if place not in told:
            told.add(place)
            yield diagnostic


RULE = Rule(
    id="channel-wait-cycle",
    family="channel",
    summary="goroutines wait on each other's channels in a ring",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

"""A receive that nobody will ever answer."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Results,
    Rule,
    Severity,
    channel_diagnostic,
    channel_name,
    deserted_diagnostics,
    owed_diagnostic,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields receives from channels that nobody sends on and nobody closes."""
    for found in results.unanswered():
        if found.use.kind != "send":
            name = channel_name(found.use)
            yield channel_diagnostic(
                found.channel,
                found.use,
                f"the receive from {name} waits for ever: nobody sends on it or closes it anywhere",
                f"receives from {name} and waits for ever",
                # Tests feed channels through fakes, reflection and clocks of their own.
                found.certain and not found.use.function.test,
            )
    yield from deserted_diagnostics(results, "recv")
    for owing in results.owed():
        yield owed_diagnostic(results, owing)


RULE = Rule(
    id="receive-without-sender",
    family="channel",
    summary="a receive that nobody answers",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

"""A send that nobody will ever receive."""

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
    left_diagnostic,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields sends on channels that have no receiver in the whole program, or whose only one may have left."""
    for found in results.unanswered():
        if found.use.kind == "send":
            name, capacity = channel_name(found.use), found.channel.room
            room = "" if not capacity else f" once its {capacity} slots are full"
            yield channel_diagnostic(
                found.channel,
                found.use,
                f"the send on {name} waits for ever{room}: nobody receives from it anywhere",
                f"sends on {name} and waits for ever",
                found.certain,
            )
    for gone in results.left():
        yield left_diagnostic(results, gone)
    yield from deserted_diagnostics(results, "send")


RULE = Rule(
    id="send-without-receiver",
    family="channel",
    summary="a send that nobody receives",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

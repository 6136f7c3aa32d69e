"""A send that nobody will ever receive."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    channel_name,
    make_span,
    use_span,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields sends on channels that have no receiver in the whole program."""
    for found in results.unanswered():
        if found.use.kind != "send":
            continue
        span, name = use_span(found.use), channel_name(found.use)
        room = "" if not found.channel.capacity else f" once its {found.channel.capacity} slots are full"
        yield Diagnostic(
            span=span,
            message=f"the send on {name} waits for ever{room}: nobody receives from it anywhere",
            witness=(
                Step(make_span(found.channel), f"{name} is made here", 1),
                Step(span, f"sends on {name} and waits for ever", 1, "block"),
            ),
            symbols=(name,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="send-without-receiver",
    family="channel",
    summary="a send that nobody receives",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

"""A receive that nobody will ever answer."""

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
    """Yields receives from channels that nobody sends on and nobody closes."""
    for found in results.unanswered():
        if found.use.kind == "send":
            continue
        span, name = use_span(found.use), channel_name(found.use)
        yield Diagnostic(
            span=span,
            message=f"the receive from {name} waits for ever: nobody sends on it or closes it anywhere",
            witness=(
                Step(make_span(found.channel), f"{name} is made here", 1),
                Step(span, f"receives from {name} and waits for ever", 1, "block"),
            ),
            symbols=(name,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="receive-without-sender",
    family="channel",
    summary="a receive that nobody answers",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

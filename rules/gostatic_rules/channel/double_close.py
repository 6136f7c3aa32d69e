"""A channel that is closed a second time."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    CLOSE,
    Diagnostic,
    Precision,
    Results,
    Rule,
    Severity,
    Step,
    channel_name,
    misclosed_diagnostic,
    use_span,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields closes of channels that are closed by then."""
    for found in results.misclosed:
        if found.then.kind == CLOSE:
            yield misclosed_diagnostic(results, found)
    for left in results.left_closed():
        span, again = use_span(left.first), use_span(left.then)
        name, other = channel_name(left.first), left.then.function
        yield Diagnostic(
            span=span,
            message=(
                f"{name} stays in {left.container} when it is closed here, and {other.name} closes what it finds there at "
                f"{results.place(again.file, again.start)}: the second close panics"
            ),
            witness=(
                Step(span, f"closes {name} and leaves it in {left.container}"),
                Step(again, f"closes what is in {left.container}: panics"),
            ),
            symbols=(name, left.first.function.id, other.id),
        )


RULE = Rule(
    id="double-close",
    family="channel",
    summary="a channel is closed a second time",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(675,),
)

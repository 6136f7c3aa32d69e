"""A loop over a channel that nobody closes."""

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
    channel_diagnostic,
    channel_name,
    deserted_diagnostics,
    op_span,
    use_span,
)


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields ranges over channels that are sent on and never closed."""
    for found in results.unclosed():
        name = channel_name(found.use)
        sends = found.channel.of("send")
        yield channel_diagnostic(
            found.channel,
            found.use,
            f"the loop over {name} never ends: {name} is sent on and nobody closes it",
            f"waits for ever once the last value of {name} is received",
            found.certain,
            tuple(Step(use_span(use), f"sends on {name}", 2) for use in sends[:1]),
        )
    for ticking in results.ticker_ranges():
        span = op_span(ticking.function, ticking.op)
        stop = op_span(ticking.stop.function, ticking.stop.op)
        yield Diagnostic(
            span=span,
            message=(
                f"the loop over {ticking.text} never ends: the ticker is stopped at {results.place(stop.file, stop.start)}, "
                "but Stop does not close its channel"
            ),
            witness=(
                Step(stop, "stops the ticker", 2),
                Step(span, f"waits for ever: nothing comes from {ticking.text} any more", 1, "block"),
            ),
            symbols=(ticking.text,),
            profile=Profile.AUDIT
            if ticking.function.test or results.ends_process(ticking.stop.function)
            else Profile.DEFAULT,
        )
    yield from deserted_diagnostics(results, "range")


RULE = Rule(
    id="range-over-unclosed",
    family="channel",
    summary="a loop over a channel that nobody closes",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

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
    channel_diagnostic,
    channel_name,
    deserted_diagnostics,
    op_span,
    owed_diagnostic,
    text_of,
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
    for waiting in results.stopped_callbacks():
        span, stop = op_span(waiting.function, waiting.op), op_span(waiting.function, waiting.stop)
        name, place = text_of(waiting.op.chan), results.place(stop.file, stop.start)
        yield Diagnostic(
            span=span,
            message=(
                f"the receive from {name} waits for ever when the callback is stopped in time at {place}: only the callback "
                "answers it"
            ),
            witness=(
                Step(stop, "stops the callback before it has run"),
                Step(span, f"waits for {name} for ever", kind="block"),
                Step(op_span(waiting.callback, waiting.answer), "the answer that does not come", 2),
            ),
            symbols=(name,),
            profile=Profile.AUDIT if waiting.function.test else Profile.DEFAULT,
            lanes=(waiting.function.name, waiting.callback.name),
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

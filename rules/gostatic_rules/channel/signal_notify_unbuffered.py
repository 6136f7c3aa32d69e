"""``signal.Notify`` on an unbuffered channel."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Results, Rule, Severity, Span, Step, op_span, unbuffered_notifies


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields Notify calls whose channel has no room."""
    for function, op, made in unbuffered_notifies(results.program, results.operations):
        span = op_span(function, op)
        yield Diagnostic(
            span=span,
            message=(
                "the channel given to signal.Notify is unbuffered: a signal that arrives while nobody receives is lost; "
                "make it with room for one"
            ),
            witness=(
                Step(Span(made.file, made.pos, made.pos + 4), "makes the channel unbuffered"),
                Step(span, "registers it"),
            ),
            symbols=("signal.Notify",),
        )


RULE = Rule(
    id="signal-notify-unbuffered",
    family="channel",
    summary="signal.Notify on an unbuffered channel loses signals",
    severity=Severity.WARNING,
    precision=Precision.VERY_HIGH,
    check=check,
    cwe=(364,),
)

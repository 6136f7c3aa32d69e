"""A ticker or timer that is never stopped, made on each turn of a loop, or drained in vain."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span

_SAYS = {
    "stopped": "{0} is stopped, so nothing comes from {0}.C any more: this receive waits for ever",
    "drained": (
        "{0}.Stop() is false as well when its value was received or the timer stopped before, at {1}: this receive waits for ever"
    ),
    "handed": (
        "this call drains {0}.C when {0}.Stop() is false, as it is once the value was received, at {1}: it waits for ever"
    ),
    "function": "{0} is a timer of time.AfterFunc, whose channel is nil: this receive waits for ever",
    "loop": "time.After makes a timer on every turn, and before Go 1.23 each stays until it fires: keep one timer and reset it",
    "tick": "time.Tick makes a ticker nobody can stop, and before Go 1.23 it stays when this code goes on: use NewTicker",
}
_STEPS = {
    "stopped": ("stops the timer", "waits for a value that does not come"),
    "drained": ("receives the timer's value, or stops it", "waits for a value that does not come"),
    "handed": ("receives the timer's value, or stops it", "waits for a value that does not come"),
    "function": ("", "receives from a nil channel"),
    "loop": ("", "makes a timer on each turn"),
    "tick": ("", "makes a ticker nobody can stop"),
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields tickers that outlive their function, and misuses of timers."""
    for ticker in results.unstopped_tickers():
        span = op_span(ticker.function, ticker.op)
        where = ""
        if ticker.exit is not None:
            way_out = op_span(ticker.exit_function, ticker.exit)
            where = f" on the way to {results.place(way_out.file, way_out.start)}"
        yield Diagnostic(
            span=span,
            message=f"the ticker {ticker.name} is not stopped{where}: before Go 1.23 it runs on when this function has returned",
            witness=(Step(span, "starts a ticker", kind="acquire"),),
            symbols=(ticker.name,),
            profile=Profile.DEFAULT if ticker.certain else Profile.AUDIT,
        )
    for found in results.timer_misuses():
        span = op_span(found.function, found.op)
        before, here = _STEPS[found.how]
        place, steps = "", [Step(span, here, kind="block" if before or found.how == "function" else "")]
        if found.other is not None:
            other = op_span(found.function, found.other)
            place = results.place(other.file, other.start)
            steps.insert(0, Step(other, before))
        yield Diagnostic(
            span=span,
            message=_SAYS[found.how].format(found.text, place),
            witness=tuple(steps),
            symbols=(found.text,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="ticker-timer-leak",
    family="goroutine",
    summary="a ticker or timer leaks, or is drained in vain",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(772,),
)

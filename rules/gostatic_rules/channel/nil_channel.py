"""An operation on a channel that was never made."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, NilChannel, Precision, Results, Rule, Severity, Step, op_span

_DOES = {
    "send": "sending on {0}, which is nil here, blocks for ever",
    "recv": "receiving from {0}, which is nil here, blocks for ever",
    "range": "ranging over {0}, which is nil here, blocks for ever",
    "close": "closing {0}, which is nil here, panics",
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields operations on local channels that are nil on every path to them, and on fields that are never assigned."""
    for found in (*results.events.of(NilChannel), *results.nil_fields()):
        span = op_span(found.function, found.op)
        yield Diagnostic(
            span=span,
            message=_DOES[found.kind].format(found.text) + ": it is declared and never made",
            witness=(Step(span, f"{found.text} is nil", kind="block"),),
            symbols=(found.text,),
        )
    for select in results.silenced():
        span, last = op_span(select.function, select.op), op_span(select.function, select.last)
        names = " and ".join(select.names)
        yield Diagnostic(
            span=span,
            message=(
                f"{names} are set to nil one after the other, and the loop does not end when all of them are: from then on "
                "this select waits for ever"
            ),
            witness=(
                Step(last, "sets the last of them to nil"),
                Step(span, f"{names} are nil: nothing can come", kind="block"),
            ),
            symbols=select.names,
        )


RULE = Rule(
    id="nil-channel",
    family="channel",
    summary="an operation on a channel that is nil",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

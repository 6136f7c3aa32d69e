"""A slot of a semaphore that some path does not give back, or that its holder takes twice."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span

_SAYS = {
    "path": (
        "the slot of {0} taken at {1} is not given back on this way out: once all slots are lost so, everybody who asks for one "
        "waits for ever"
    ),
    "turn": "this turn of the loop ends with the slot of {0} taken at {1}: once all slots are lost so, the loop waits for ever",
    "again": "{0} has one slot, taken at {1} and not given back here: its holder waits for itself",
    "inside": (
        "{0} has a limit, and this function holds one of its slots since {1}: when all are held by such functions, each waits "
        "for ever for another slot"
    ),
}
_ENDS = {
    "path": "leaves without giving it back",
    "turn": "goes on to the next turn without giving it back",
    "again": "takes another slot",
    "inside": "asks for another slot",
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields slots that are not given back."""
    for found in results.slots():
        span = op_span(found.function, found.exit)
        taken = op_span(found.taken_in or found.function, found.op)
        yield Diagnostic(
            span=span,
            message=_SAYS[found.how].format(found.text, results.place(taken.file, taken.start)),
            witness=(
                Step(taken, f"takes a slot of {found.text}", kind="acquire"),
                Step(span, _ENDS[found.how], kind="block" if found.how in ("again", "inside") else "exit"),
            ),
            symbols=(found.text,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="semaphore-not-released",
    family="goroutine",
    summary="a semaphore's slot is not given back on some path",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(772, 833),
)

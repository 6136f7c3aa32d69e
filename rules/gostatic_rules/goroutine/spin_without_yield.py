"""A loop that turns without ever blocking or yielding."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Span, Step

_SAYS = {
    "default": "the select's default is empty, so the loop turns at full speed while {0} has nothing: wait instead, or pause",
    "computes": (
        "the select's default never waits, so the loop turns at full speed while {0} has nothing: wait instead, or pause"
    ),
    "poll": (
        "the loop only looks at {0}, without lock, atomic or pause: it keeps a processor busy, and need never see that another "
        "goroutine changed it"
    ),
    "locked": (
        "the loop takes the lock, looks at {0} and comes round at once: it keeps a processor busy and the lock from others until "
        "somebody changes it; wait on a cond or a channel"
    ),
    "atomic": "the loop only looks at {0} and never pauses: it keeps a processor busy until another goroutine changes it",
    "empty": "the loop does nothing and never ends: it keeps a processor busy for ever; select {{}} waits without one",
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields loops without a blocking or yielding step."""
    for found in results.spins():
        span = Span(found.function.file, found.pos, found.end)
        yield Diagnostic(
            span=span,
            message=_SAYS[found.how].format(found.text),
            witness=(Step(span, "comes round without waiting", kind="branch"),),
            symbols=(found.text,),
            profile=Profile.DEFAULT if found.certain and not found.function.test else Profile.AUDIT,
        )


RULE = Rule(
    id="spin-without-yield",
    family="goroutine",
    summary="a loop polls without blocking or yielding",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(835,),
)

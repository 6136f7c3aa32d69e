"""A wait that does not look at the context at hand, while its counterpart goes with it."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, IgnoredContext, Precision, Profile, Results, Rule, Severity, Span, Step, op_span

_OTHERS = {
    "leaves": ("leaves when {0} ends", "exit"),
    "returns": ("answers for the last time, then returns and ends {0}", "exit"),
    "endless": ("starts the goroutine", "spawn"),
}


def _message(results: Results, found: IgnoredContext) -> str:
    place = ""
    if found.other is not None:
        span = op_span(*found.other)
        place = results.place(span.file, span.start)
    if found.how == "leaves":
        return (
            f"this waits on {found.name} without looking at {found.context}: when {found.context} ends, the other side leaves "
            f"at {place} and nobody answers"
        )
    if found.how == "returns":
        return (
            f"this waits on {found.name} without looking at {found.context}: nobody answers behind {place}, and when the "
            "function there returns the goroutine stays"
        )
    if found.how == "endless":
        return (
            f"this loop never ends, also when {found.context} does: the goroutine started at {place} stays for ever; "
            f"wait for {found.context}.Done() as well"
        )
    return (
        f"the case of {found.context}.Done() does not leave the loop: once {found.context} has ended it is ready in every turn, "
        "and the loop spins"
    )


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waits without the context, and ends of contexts that change nothing."""
    for found in results.ignored_contexts():
        span = Span(found.function.file, found.pos, found.end)
        steps = [Step(span, f"goes on without {found.context}", 1, "block")]
        lanes = [found.function.name]
        if found.other is not None:
            other, op = found.other
            lanes.append(other.name)
            text, kind = _OTHERS[found.how]
            steps.insert(0, Step(op_span(other, op), text.format(found.context), 2, kind))
        yield Diagnostic(
            span=span,
            message=_message(results, found),
            witness=tuple(steps),
            symbols=(found.name or found.context,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=tuple(lanes),
        )


RULE = Rule(
    id="ctx-ignored",
    family="goroutine",
    summary="a wait that ignores the context at hand",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(772, 833),
)

"""A goroutine for each item of an input without end, each waiting for something outside."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Span, Step, op_span

_COSTS = {
    "thread": "and each holds an OS thread while it waits: at 10,000 the process ends",
    "peer": "each for as long as it likes",
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields go statements in loops over inputs without end that nothing limits."""
    for found in results.unbounded_spawns():
        span = op_span(found.function, found.op)
        head = Span(found.function.file, found.loop, found.loop + len("for"))
        yield Diagnostic(
            span=span,
            message=(
                f"nothing limits how many of these run at a time: as many goroutines as {found.source}, "
                f"{_COSTS[found.cost]}"
            ),
            witness=(
                Step(head, "comes round for the next item at once", 1, "branch"),
                Step(span, "starts another goroutine", 1, "spawn"),
            ),
            symbols=(found.function.name,),
            profile=Profile.DEFAULT
            if ((found.cost == "thread" and found.near) or found.turns) and found.endless and not found.function.test
            else Profile.AUDIT,
        )


RULE = Rule(
    id="unbounded-spawn",
    family="goroutine",
    summary="a goroutine per item without a limit",
    severity=Severity.WARNING,
    precision=Precision.MEDIUM,
    check=check,
    cwe=(770,),
)

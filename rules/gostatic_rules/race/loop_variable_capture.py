"""A goroutine or deferred literal uses the loop's variable, which the loop goes on changing (before Go 1.22)."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Results, Rule, Severity, Span, Step, op_span

# When the literal runs, and what the statement in the loop does with it.
_WHEN = {
    "go": ("runs while the loop goes on", "starts the goroutine"),
    "defer": ("runs when the function returns", "defers it"),
    "parallel": ("goes on when the loop is over", "starts a subtest that calls Parallel"),
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields captured loop variables in files whose language version shares them between turns."""
    for found in results.captures():
        span = Span(found.function.file, *found.use)
        when, starts = _WHEN[found.how]
        yield Diagnostic(
            span=span,
            message=(
                f"{found.var.name} is one variable for all turns of the loop (language version "
                f"{found.function.version[0]}.{found.function.version[1]}), and this literal {when}: it sees a later value"
            ),
            witness=(
                Step(op_span(found.function, found.op), starts, 1, "spawn"),
                Step(
                    span,
                    f"reads {found.var.name}, which later turns change",
                    1 if found.how == "defer" else 2,
                    "access",
                ),
            ),
            symbols=(found.var.name,),
        )


RULE = Rule(
    id="loop-variable-capture",
    family="race",
    summary="a goroutine or deferred literal captures the loop variable (before Go 1.22)",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(362,),
)

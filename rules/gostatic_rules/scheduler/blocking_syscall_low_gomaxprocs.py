"""Calls that block an OS thread in a program that allows itself few processors."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, lane_name, op_span

_SAYS = {
    "raw": (
        "{0} does not tell the scheduler that it blocks: it keeps its P, and with GOMAXPROCS({1}) at {2} the whole program "
        "stands still until the kernel returns"
    ),
    "syscall": (
        "{0} can block its thread without a deadline; under GOMAXPROCS({1}) at {2} the others wait up to 10 ms for the P each "
        "time, and nobody can end the call: a Wait for this goroutine does not return before the kernel does"
    ),
    "cgo": (
        "{0} blocks its thread in C; under GOMAXPROCS({1}) at {2} the others wait up to 10 ms for the P each time, and no "
        "deadline or cancel ends it: a Wait for this goroutine does not return before C does"
    ),
    "file": (
        "{0} can block its thread (a file is not in the poller); under GOMAXPROCS({1}) at {2} the others wait up to 10 ms for "
        "the P each time, and without a deadline a Wait for this goroutine does not return before the read does"
    ),
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields thread-blocking calls in goroutines of programs with a small constant GOMAXPROCS."""
    for found in results.thread_calls():
        span = op_span(found.function, found.op)
        function, op, count, limit = found.limit
        steps = [Step(span, "blocks its thread", 1, "block")]
        if function is not None and op is not None:
            limit = results.place(function.file, op.pos)
            steps.insert(0, Step(op_span(function, op), f"allows {count} processor{'s' if count > 1 else ''}", 2))
        yield Diagnostic(
            span=span,
            message=_SAYS[found.kind].format(found.symbol.rsplit("/", 1)[-1], count, limit),
            witness=tuple(steps),
            symbols=(found.symbol,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(
                lane_name(results, found.thread, found.function.id),
                function.name if function is not None else limit,
            ),
        )


RULE = Rule(
    id="blocking-syscall-low-gomaxprocs",
    family="scheduler",
    summary="thread-blocking calls while few processors are allowed",
    severity=Severity.WARNING,
    precision=Precision.MEDIUM,
    check=check,
    cwe=(833,),
)

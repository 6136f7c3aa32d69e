"""A test is failed or skipped from a goroutine that is not the test's own."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields FailNow-like calls in goroutines that a test started."""
    for found in results.fatal_calls():
        span = op_span(found.function, found.op)
        steps: list[Step] = []
        spawner = results.program.functions.get(found.thread.spawner)
        if spawner is not None and found.thread.op is not None:
            steps.append(Step(op_span(spawner, found.thread.op), "starts the goroutine", 2, "spawn"))
        steps.append(Step(span, "reports to the test" if found.late else "ends this goroutine only", 1, "exit"))
        ends = f"{found.name} fails by Fatal or the like, which ends" if found.helper else f"{found.name} ends"
        message = (
            f"{ends} the goroutine it is called in, not the test: the test goes on and may wait for this "
            "goroutine for ever; report with Error and return"
        )
        if found.late:
            message = (
                f"nobody waits for this goroutine, so {found.name} may come when the test is over, which panics: wait for it "
                "before the test returns"
            )
        yield Diagnostic(
            span=span,
            message=message,
            witness=tuple(steps),
            symbols=(found.name,),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=(found.function.name, spawner.name if spawner is not None else "test"),
        )


RULE = Rule(
    id="fatal-in-goroutine",
    family="goroutine",
    summary="t.Fatal and the like in a goroutine the test started",
    severity=Severity.WARNING,
    precision=Precision.VERY_HIGH,
    check=check,
    cwe=(705,),
)

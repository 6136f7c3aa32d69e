"""A goroutine that an init function starts."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Results, Rule, Severity, Step, op_span


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields the go statements of init functions: what the analysis of goroutines knows, nothing is walked here."""
    for thread in results.goroutines.sites:
        spawner = results.program.functions.get(thread.spawner)
        if spawner is None or thread.op is None or spawner.outermost.name.rpartition(".")[2] != "init":
            continue
        started = results.name_of(thread.entry)
        yield Diagnostic(
            span=op_span(spawner, thread.op),
            message=f"init starts {started}: it runs before main, for as long as the program, and no caller can stop it",
            witness=(
                Step(op_span(spawner, thread.op), f"starts {started}", 1, "spawn"),
                Step(op_span(spawner, thread.op), "runs until the program ends", 2),
            ),
            lanes=("init", started),
            symbols=(started,),
        )


RULE = Rule(
    id="goroutine-in-init",
    family="team",
    summary="an init function starts a goroutine that nobody can stop",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    tags=("concurrency", "team"),
)

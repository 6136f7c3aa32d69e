"""A count of a WaitGroup that nobody, or not every path, gives back."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import Diagnostic, Precision, Profile, Results, Rule, Severity, Step, op_span, short


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields additions without Done, and exits of goroutines that skip it."""
    for found in (*results.waitgroups.missing(), *results.group_turns.skipped()):
        span = op_span(found.function, found.op)
        steps: list[Step] = []
        lanes: tuple[str, ...] = ()
        if found.reason == "skipped":
            message = (
                f"{found.function.name} ends here without {found.text}.Done(), which its other ways out call: "
                f"{found.text}.Wait() waits for ever"
            )
            if found.spawn is not None:
                steps.append(Step(op_span(*found.spawn), "starts the counted goroutine", 2, "spawn"))
                lanes = (f"counted goroutine, runs {found.function.name}", found.spawn[0].name)
            steps.append(Step(span, f"ends without {found.text}.Done()", 1, "exit"))
        elif found.reason == "turn":
            message = (
                f"this turn of the loop ends without {found.text}.Done(), which others call: the item stays counted and "
                f"{found.text}.Wait() waits for ever"
            )
            if found.spawn is not None:
                steps.append(Step(op_span(*found.spawn), "starts the worker", 2, "spawn"))
                lanes = (f"worker, runs {found.function.name}", found.spawn[0].name)
            steps.append(Step(span, f"leaves the item without {found.text}.Done()", 1, "exit"))
        elif found.reason == "not started" and found.add is not None:
            message = (
                f"{found.text}.Add counts one for every item, but this turn of the loop starts nothing that calls Done: "
                f"{found.text}.Wait() waits for ever"
            )
            steps.append(Step(op_span(found.function, found.add), f"adds to {found.text} for all items"))
            steps.append(Step(span, "goes on to the next item without starting a goroutine", kind="branch"))
        elif found.reason == "panicked":
            message = (
                f"a panic before this {found.text}.Done() is recovered from and the Done is skipped: "
                f"{found.text}.Wait() waits for ever; defer it"
            )
            steps.append(Step(span, "is not come to after a panic"))
        elif found.reason == "nobody":
            message = f"{found.text}.Add counts work that nobody ever counts down with Done: {found.text}.Wait() waits for ever"
            steps.append(Step(span, f"adds to {found.text}"))
        else:
            message = (
                f"on some path the work {found.text}.Add counts here is never started or never calls Done: "
                f"{found.text}.Wait() waits for ever"
            )
            steps.append(Step(span, f"adds to {found.text}"))
        if found.wait is not None:
            waiter = found.function if found.spawn is None else found.spawn[0]
            lane = 1 if found.spawn is None else 2
            if any(found.wait is op for block in waiter.blocks for op in block.ops):
                steps.append(Step(op_span(waiter, found.wait), f"waits for {found.text} for ever", lane, "block"))
        yield Diagnostic(
            span=span,
            message=message,
            witness=tuple(steps),
            symbols=(short(found.class_), found.reason),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=lanes,
        )


RULE = Rule(
    id="waitgroup-missing-done",
    family="waitgroup",
    summary="counted work ends without Done, so Wait never returns",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833, 772),
)

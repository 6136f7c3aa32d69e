"""A ``Cond.Wait`` whose wake-up never comes, or can get lost."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import (
    Diagnostic,
    Precision,
    Profile,
    Results,
    Rule,
    Severity,
    Step,
    class_of,
    op_span,
    short,
    text_of,
)

_SAYS = {
    "nobody": "{0}.Wait() is never woken: nothing calls Signal or Broadcast of {0}",
    "endless": "{0}.Wait() stands in a loop that no statement can end: nothing changes what its condition looks at",
    "single": (
        "Signal wakes one of the goroutines that wait on {0} at {2}, but {1} lets all of them go: the others wait for ever; "
        "Broadcast wakes all"
    ),
    "mixed": (
        "Signal may wake a goroutine that waits on {0} for another condition (at {2} or here): that one goes back to sleep, and "
        "who should go on is never woken; Broadcast wakes all"
    ),
    "silent": (
        "{1} changes here so that the wait on {0} at {2} could end, but nobody is woken: neither this function nor its callers "
        "call Signal or Broadcast"
    ),
    "unlocked": (
        "{1} changes without the lock of {0} before this wake-up: the waiter at {2} may have looked at the old value and not wait"
        " yet, then nobody wakes it"
    ),
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waits nobody ends and signals that miss their waiter."""
    for found in results.conds.lost():
        span = op_span(found.function, found.op)
        name = text_of(found.operand)
        steps: list[Step] = []
        place = ""
        lanes: tuple[str, ...] = ()
        if found.other is not None:
            function, op = found.other
            place = results.place(function.file, op.pos)
            steps.append(Step(op_span(function, op), f"waits on {name}", 2, "block"))
            lanes = (found.function.name, function.name)
        waits = found.how in ("nobody", "endless")
        steps.append(
            Step(
                span,
                f"waits on {name} for ever"
                if waits
                else f"changes {found.name} and wakes nobody"
                if found.how == "silent"
                else f"wakes waiters of {name}",
                1,
                "block" if waits else "",
            )
        )
        yield Diagnostic(
            span=span,
            message=_SAYS[found.how].format(name, found.name, place),
            witness=tuple(steps),
            symbols=(short(class_of(found.operand)), found.how),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
            lanes=lanes,
        )


RULE = Rule(
    id="cond-lost-wakeup",
    family="cond",
    summary="a Cond waiter is never woken, or its wake-up can get lost",
    severity=Severity.ERROR,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

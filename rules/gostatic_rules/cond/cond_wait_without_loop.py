"""``Cond.Wait`` whose condition is not checked again in a loop, or that waits without its lock."""

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
    "loop": (
        "{0}.Wait() is not in a loop that checks its condition again: the condition may be false when it returns, and a signal "
        "given before it is lost"
    ),
    "unlocked": "{0}.Wait() gives back its lock, which is not held here: that ends the process",
    "other": (
        "{0}.Wait() gives back its own lock, and another one is held here: that ends the process, or keeps the held lock while "
        "it waits"
    ),
}


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waits that stand in no loop, and those without the cond's lock."""
    for found in results.cond_misuses():
        span = op_span(found.function, found.op)
        name = text_of(found.operand)
        yield Diagnostic(
            span=span,
            message=_SAYS[found.how].format(name),
            witness=(Step(span, f"waits on {name}" + (" once" if found.how == "loop" else ""), kind="block"),),
            symbols=(short(class_of(found.operand)),),
            profile=Profile.DEFAULT if found.certain else Profile.AUDIT,
        )


RULE = Rule(
    id="cond-wait-without-loop",
    family="cond",
    summary="Cond.Wait without a loop that checks the condition",
    severity=Severity.WARNING,
    precision=Precision.HIGH,
    check=check,
    cwe=(833,),
)

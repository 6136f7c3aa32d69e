"""``Cond.Wait`` whose condition is not checked again in a loop."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.api import CondWaited, Diagnostic, Precision, Results, Rule, Severity, Step, loops_of, op_span, short, text_of
from gostatic.api import class_of


def check(results: Results) -> Iterator[Diagnostic]:
    """Yields waits that stand in no loop."""
    seen: set[tuple[str, int]] = set()
    for found in results.events.of(CondWaited):
        key = (found.function.id, found.op.pos)
        if key in seen or loops_of(found.function).get(id(found.op)):
            continue
        seen.add(key)
        span = op_span(found.function, found.op)
        name = text_of(found.operand)
        yield Diagnostic(
            span=span,
            message=(
                f"{name}.Wait() is not in a loop that checks its condition again: the condition may be false when it "
                "returns, and a signal given before it is lost"
            ),
            witness=(Step(span, f"waits on {name} once", kind="block"),),
            symbols=(short(class_of(found.operand)),),
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

"""What speaks for an agreement of two goroutines: one tells the other, or asks, before it waits."""

from __future__ import annotations

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch
from gostatic.ir.values import FieldOf, Pure, Received, Var


def is_heard(flow: Flow, goroutines: Goroutines, answering: str, channel: Channel, wait: Use) -> bool:
    """Whether a waiting function may hear from the answering one on another channel before it waits."""
    body = goroutines.below(answering)
    for other in flow.channels:
        if other is channel or not any(use.function.id in body for use in other.of("send", "close")):
            continue
        for use in other.of("recv", "range"):
            if use.function is wait.function and (use.op is wait.op or reaches(wait.function, use.op, wait.op)):
                return True
    return False


def hears_of_end(
    flow: Flow, goroutines: Goroutines, leaver: Function, answers: list[Use], channel: Channel, wait: Use
) -> bool:
    """Whether a function receives, before it sends, on another channel on which the receiver speaks behind its receives.

    Then each send may wait for word of the one before, and the last word says that there shall be no more.
    """
    own = [use.op for use in answers if use.function is leaver]
    for other in flow.channels:
        if other is channel or not any(
            (use.function is leaver and any(reaches(leaver, op, use.op) for op in own))
            or (use.function.parent is leaver and use.function.id not in goroutines.started)
            for use in other.of("send", "close")
        ):
            continue
        for use in other.of("recv", "range"):
            if use.function is wait.function and (use.op is wait.op or reaches(wait.function, use.op, wait.op)):
                return True
    return False


def is_counted(wait: Use) -> bool:
    """Whether a condition of the waiting function asks how many values a channel holds."""
    return any(
        type(block.ops[-1]) is Branch and type(block.ops[-1].cond) is Pure and "len(" in block.ops[-1].cond.text
        for block in wait.function.blocks
    )


def comes_with_message(use: Use) -> bool:
    """Whether the channel of an operation comes with a message: then the answer is a matter of that message."""
    value = use.operand
    while type(value) is FieldOf:
        value = value.base
    return type(value) is Var and any(type(item) is Received for item in value.defs)

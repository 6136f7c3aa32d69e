"""Selects that hold a goroutine as one operation does: whoever left without an answer to one arm has left all of them unanswered.

A send beside ``<-done`` waits for the one function that receives and closes ``done``; a loop that only ``<-done`` ends runs until
that is closed.
"""

from __future__ import annotations

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.spawns import leads
from gostatic.analyses.loops import is_endless
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Defer, Select
from gostatic.ir.values import CallResult, Value, Var

_NONE: tuple[frozenset[tuple[int, int]], tuple[Use, ...]] = (frozenset(), ())


def held_arms(
    flow: Flow, home: Function, channel: Channel, kind: str
) -> tuple[frozenset[tuple[int, int]], tuple[Use, ...]]:
    """The arms that hold on to a channel of ``home``, by select and number, and what answers their other arms."""
    if kind == "range":
        return _NONE
    free = [use for use in channel.uses if use.kind == kind and use.free and use.function is not home]
    held: set[tuple[int, int]] = set()
    more: dict[int, Use] = {}
    for use in free:
        others = _others(flow, home, use)
        if others is not None:
            held.add((id(use.op), use.arm))
            more.update((id(item.op), item) for item in others)
        elif kind == "recv" and _is_only_way(flow, channel, use):
            held.add((id(use.op), use.arm))
    return frozenset(held), tuple(more.values())


def _others(flow: Flow, home: Function, use: Use) -> list[Use] | None:
    """What answers the other arms of a select, when all of it is the function's own; None when something else may."""
    select = use.op
    if type(select) is not Select or select.has_default:
        return None
    found: list[Use] = []
    for number, arm in enumerate(select.arms):
        if number == use.arm:
            continue
        node = flow.node_of(arm.chan)
        numbers = flow.pts.get(node, ())
        if arm.kind != "recv" or node in flow.unknown or len(numbers) != 1:
            return None
        other = flow.channels[numbers[0]]
        answers = other.of("send", "close")
        if other.escaped or other.kept or other.home is not home or not answers:
            return None
        if any(item.function.outermost is not home.outermost for item in answers):
            return None
        if any(_is_deferred(flow, home, item) for item in answers):
            return None
        found.extend(answers)
    return found


def _is_deferred(flow: Flow, home: Function, use: Use) -> bool:
    """Whether a function defers an operation: whichever way it leaves by, that is done."""
    return use.function is not home and any(
        type(op) is Defer
        and any(target.function is use.function for target in flow.program.resolver.targets(op.call)[0])
        for block in home.blocks
        for op in block.ops
    )


def _is_only_way(flow: Flow, channel: Channel, use: Use) -> bool:
    """Whether the loop around a select can be left only by arms on the channel, or when a callee has been told by it."""
    function = use.function
    number = next(number for number, block in enumerate(function.blocks) if block.ops[-1] is use.op)
    loop = function.blocks[number].loop
    while loop and function.loop_parents[loop]:
        loop = function.loop_parents[loop]
    if not loop:
        return False
    dead = {(id(item.op), item.arm) for item in channel.uses if item.function is function and item.arm >= 0}
    told = {item.function for item in channel.uses if item.arm >= 0 and item.kind == "recv"} - {function}
    for block in function.blocks if told else ():
        last = block.ops[-1]
        if type(last) is Branch and block.loop and _is_told(flow, last.cond, told):
            dead.update((id(last), side) for side, succ in enumerate(block.succs) if not leads(function, succ, use.op))
    return is_endless(function, loop, dead)


def _is_told(flow: Flow, cond: Value, told: set[Function]) -> bool:
    """Whether a condition is what a function returns that hears of the channel itself."""
    if type(cond) is Var and len(cond.defs) == 1:
        cond = cond.defs[0]
    if type(cond) is not CallResult:
        return False
    targets, _ = flow.program.resolver.targets(cond.call)
    return len(targets) == 1 and targets[0].function in told

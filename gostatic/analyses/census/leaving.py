"""Loops that receive and leave: whoever sends afterwards, and has no other way on, waits for ever.

For a channel that one function alone receives from, in a loop, the ways out of that loop are looked at: a value that is not
wanted, an error, another arm of a select. A loop that ends because the channel is closed, or by a count, has served everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.agreements import hears_of_end
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.joins import Joins
from gostatic.analyses.census.spawns import longest, reaches
from gostatic.analyses.goroutines import API, GO, Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Go, Op, Recv, Return, Select
from gostatic.ir.values import OPAQUE, CallResult, Const, Operation, Pure, Received, Value, Var

# What makes a loop leave: a value received, a flag in it, an error, or an arm of its select.
VALUE, FLAG, ERROR, ARM = "value", "flag", "error", "arm"


class Left(NamedTuple):
    """A send that may come when the only receiver has left.

    ``answer`` is the receive, ``looped`` whether it stands in a loop; ``branch`` the condition or select by which the loop is
    left, ``arm`` the select's arm; ``exit`` a return behind it. ``certain`` is false where the sender may know that it must
    not come.
    """

    channel: Channel
    wait: Use
    answer: Use
    branch: Op
    arm: int
    exit: Op
    certain: bool
    looped: bool = True


def left(flow: Flow, goroutines: Goroutines, frequency: Frequency) -> Iterator[Left]:
    """Sends whose receiver may have left, each once, in source order of the channels."""
    joins = Joins(flow, goroutines)
    seen: set[int] = set()
    for channel in flow.channels:
        if channel.escaped or channel.capacity is None:
            continue
        sends = [use for use in channel.of("send") if not use.free]
        receives = channel.of("recv", "range")
        if not sends or not receives or any(use.function is not receives[0].function for use in receives):
            continue
        home = receives[0].function
        if any(use.function is home for use in channel.of("send", "close")):
            continue
        if channel.home is home and not channel.kept:
            continue  # what its home leaves behind is looked at from there
        waits = [use for use in sends if id(use.op) not in seen and len(flow.channels_of(use)) == 1]
        if not waits or frequency.may_come_again(home, channel):
            continue
        out = Loop(flow, home, receives).way_out()
        if out is None:
            continue
        if any(hears_of_end(flow, goroutines, home, receives, channel, wait) for wait in waits):
            continue  # a send waits for word of the one before
        answer, branch, arm, why, exit_ = out
        for wait in waits:
            if is_told(flow, goroutines, wait, branch, arm) or (why in (VALUE, FLAG) and _is_last(wait, sends)):
                continue
            sure = _sure(
                goroutines,
                frequency,
                channel,
                home,
                wait,
                why,
                _most(sends),
                not _is_ordered(flow, goroutines, joins, branch, arm),
            )
            if sure is not None:
                sure = sure and not (home.name == "main" and home.parent is None)  # the process ends there
                seen.add(id(wait.op))
                yield Left(channel, wait, answer, branch, arm, exit_, sure)


def is_told(flow: Flow, goroutines: Goroutines, wait: Use, branch: Op, arm: int) -> bool:
    """Whether the sender's own goroutine makes the receiver leave, on the channel of the select's arm."""
    if type(branch) is not Select:
        return False
    speakers = {
        use.function.id
        for number in flow.pts.get(flow.node_of(branch.arms[arm].chan), ())
        for use in flow.channels[number].of("send", "close")
    }
    return any(speakers & goroutines.below(thread.entry) for thread in goroutines.threads(wait.function.id))


def _is_ordered(flow: Flow, goroutines: Goroutines, joins: Joins, branch: Op, arm: int) -> bool:
    """Whether who tells a receiver to leave may have waited for somebody before, or is not known."""
    if type(branch) is not Select:
        return True
    numbers = flow.pts.get(flow.node_of(branch.arms[arm].chan), ())
    speakers = [use for number in numbers for use in flow.channels[number].of("send", "close")]
    return not speakers or any(
        any(thread.kind != GO for thread in goroutines.threads(use.function.id))
        or joins.may_come_joined(use.function, use.op)
        for use in speakers
    )


def _is_last(wait: Use, sends: list[Use]) -> bool:
    """Whether a function ends its messages with one of another kind, which tells the receiver to leave."""
    return any(
        use.function is wait.function
        and (use.op is not wait.op or type(getattr(use.op, "value", None)) is Const)
        and reaches(wait.function, wait.op, use.op)
        for use in sends
    )


def _most(sends: list[Use]) -> int:
    """How many of the sends may be made by goroutines that each make those on one way."""
    functions = dict.fromkeys(use.function for use in sends)
    return sum(longest(item, {id(use.op) for use in sends if use.function is item}) for item in functions)


def _sure(
    goroutines: Goroutines,
    frequency: Frequency,
    channel: Channel,
    home: Function,
    wait: Use,
    why: str,
    most: int,
    unordered: bool,
) -> bool | None:
    """Whether a send certainly comes again when the loop has been left; None when it may have been the last one."""
    threads = goroutines.threads(wait.function.id)
    others = [thread for thread in threads if thread not in goroutines.threads(home.id)]
    if not others:
        # One go statement that runs what it is given: two literals given to it are two goroutines.
        ours, theirs = frequency.literal_above(wait.function), frequency.literal_above(home)
        if ours is None or theirs is None or ours is theirs:
            return None
        others = list(threads)
    often = frequency.is_often(wait, channel)
    if not often and most <= (channel.capacity or 0) + (why != ARM):
        return None
    if any(thread.kind == API for thread in threads) or home.test or channel.capacity:
        return False
    if why == FLAG or frequency.asks_before(wait):
        return False
    if why == ARM and wait.function.test and not any(type(thread.op) is Go for thread in others):
        return False  # a test makes the other side leave itself, when it is done
    if not often:
        return unordered and why == ARM and all(thread.kind == GO for thread in threads)
    return any(thread.kind == GO for thread in others) or why != ARM


class Loop:
    """The ways out of a loop that receives."""

    def __init__(self, flow: Flow, home: Function, receives: list[Use]) -> None:
        self.flow, self.home = flow, home
        self.receives = receives
        self.ops = {id(use.op) for use in receives}
        self.live = self.leading()

    def leading(self) -> set[int]:
        """The blocks from which a receive can be reached, or in which one stands."""
        blocks = self.home.blocks
        preds: list[list[int]] = [[] for _ in blocks]
        for number, block in enumerate(blocks):
            for succ in block.succs:
                preds[succ].append(number)
        pending = [number for number, block in enumerate(blocks) if any(id(op) in self.ops for op in block.ops)]
        found = set(pending)
        while pending:
            for pred in preds[pending.pop()]:
                if pred not in found:
                    found.add(pred)
                    pending.append(pred)
        return found

    def way_out(self) -> tuple[Use, Op, int, str, Op] | None:
        """The first way out: the receive, the branch, the select's arm, why, and a return behind it."""
        best: tuple[Use, Op, int, str, Op] | None = None
        for number in sorted(self.live):
            block = self.home.blocks[number]
            last = block.ops[-1]
            if not block.loop or not self.receives_in(block.loop):
                continue
            for side, succ in enumerate(block.succs):
                if succ in self.live:
                    continue
                exit_ = self.return_behind(succ)
                why = self.reason(number, last, side)
                if exit_ is None or not why:
                    continue
                found = (self.receives[0], last, side if type(last) is Select else -1, why, exit_)
                if best is None or (best[3] == ARM and why != ARM):
                    best = found
        return best

    def receives_in(self, loop: int) -> bool:
        """Whether a receive lies in a loop, or in the loops around it."""
        return any(
            block.loop and (self.home.in_loop(block.loop, loop) or self.home.in_loop(loop, block.loop))
            for block in self.home.blocks
            if any(id(op) in self.ops for op in block.ops)
        )

    def return_behind(self, start: int) -> Op | None:
        """A return that can be reached from a block."""
        pending, seen = [start], {start}
        while pending:
            block = self.home.blocks[pending.pop()]
            if type(block.ops[-1]) is Return:
                return block.ops[-1]
            for succ in block.succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        return None

    def reason(self, number: int, last: Op, side: int) -> str:
        """Why a loop is left by one side of a branch, "" when that is its proper end or not known."""
        if type(last) is Select:
            if side >= len(last.arms):
                return ""
            arm = last.arms[side]
            return (
                ARM if arm.kind == "recv" and (id(last), side) not in {(id(u.op), u.arm) for u in self.receives} else ""
            )
        if type(last) is not Branch or any(type(op) is Recv and op.ranged for op in self.home.blocks[number].ops):
            return ""
        return why_of(last.cond)


def why_of(cond: Value) -> str:
    """What a condition asks: what was received, or whether a call has failed."""
    if type(cond) is Operation:
        if cond.op in ("==", "!=") and any(type(item) is Const and item.value is None for item in cond.operands):
            for item in cond.operands:
                if (
                    type(item) is Var
                    and item.defs
                    and all(type(value) is CallResult or value is OPAQUE for value in item.defs)
                ):
                    return ERROR
        return VALUE if any(is_received(item) for item in cond.operands) else ""
    if type(cond) is Pure:
        return VALUE if any(is_received(var) for var in cond.variables) else ""
    return FLAG if is_received(cond) else ""


def is_received(value: Value, depth: int = 0) -> bool:
    """Whether a value is what was received, a part of it, or made from it."""
    while hasattr(value, "base"):
        value = value.base
    if type(value) is Var:
        if not value.defs or all(item is OPAQUE for item in value.defs):
            return False
        return depth < 3 and any(is_received(item, depth + 1) for item in value.defs)
    if type(value) is CallResult:
        return depth < 3 and any(is_received(item, depth + 1) for item in value.call.args)
    return type(value) is Received

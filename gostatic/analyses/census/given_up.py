"""Answers nobody waits for any more: the one receive stands in a select that another arm may end, and comes only once.

A goroutine sends what it was asked for on a channel without room, kept in an object; who waits for it leaves at a deadline or
when it is told to. It does not come back: the receiving function is called once for each object, as far as its callers show.
"""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.leaving import Left
from gostatic.analyses.census.spawns import longest, reaches
from gostatic.analyses.goroutines import API, GO, Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Op, Return, Select, call_in
from gostatic.ir.values import MethodRef, Value, Var


def given_up(flow: Flow, goroutines: Goroutines, frequency: Frequency) -> Iterator[Left]:
    """All such sends, each once, in source order of the channels."""
    seen: set[int] = set()
    for channel in flow.channels:
        if channel.escaped or channel.capacity is None or not channel.kept:
            continue
        sends = [use for use in channel.of("send") if not use.free and len(flow.channels_of(use)) == 1]
        receives = channel.of("recv", "range")
        out = _way_out(flow, goroutines, channel, sends, receives)
        if out is None:
            continue
        use, arm, exit_ = out
        home = use.function
        most = sum(
            longest(function, {id(item.op) for item in sends if item.function is function})
            for function in dict.fromkeys(item.function for item in sends)
        )
        comes_again = _comes_again(frequency, home, channel)
        for wait in sends:
            threads = goroutines.threads(wait.function.id)
            if id(wait.op) in seen or not threads or any(thread.kind != GO for thread in threads):
                continue
            repeated = reaches(wait.function, wait.op, wait.op)
            if not repeated and most <= channel.capacity:
                continue
            if comes_again is None or _comes_again(frequency, wait.function, channel) is not False:
                continue
            seen.add(id(wait.op))
            main = home.name == "main" and home.parent is None  # the process ends there
            certain = not (comes_again or repeated or home.test or channel.capacity or main)
            yield Left(channel, wait, use, use.op, arm, exit_, certain, False)


def _way_out(
    flow: Flow, goroutines: Goroutines, channel: Channel, sends: list[Use], receives: list[Use]
) -> tuple[Use, int, Op] | None:
    """The receive, the other arm of its select, and the return behind that; None when somebody receives otherwise."""
    if not sends or len(receives) != 1 or type(receives[0].op) is not Select or receives[0].op.has_default:
        return None
    use, select = receives[0], receives[0].op
    if channel.home is use.function or reaches(use.function, select, select):
        return None
    entries = {thread.entry for item in sends for thread in goroutines.threads(item.function.id)}
    number = next(number for number, block in enumerate(use.function.blocks) if block.ops[-1] is select)
    for arm, item in enumerate(select.arms):
        if item.kind != "recv" or arm == use.arm or _is_told(flow, goroutines, item.chan, entries):
            continue
        exit_ = _return_behind(use.function, use.function.blocks[number].succs[arm])
        if exit_ is not None:
            return use, arm, exit_
    return None


def _is_told(flow: Flow, goroutines: Goroutines, chan: Value, entries: set[str]) -> bool:
    """Whether the goroutine that is to answer speaks on a channel itself, or it is not known who does."""
    node = flow.node_of(chan)
    if node in flow.unknown and node in flow.pts:
        return True
    speakers = [
        use.function.id for number in flow.pts.get(node, ()) for use in flow.channels[number].of("send", "close")
    ]
    below = [goroutines.below(entry) for entry in entries]
    return any(speaker in body for speaker in speakers for body in below)


def _return_behind(function: Function, start: int) -> Op | None:
    pending, seen = [start], {start}
    while pending:
        block = function.blocks[pending.pop()]
        if type(block.ops[-1]) is Return:
            return block.ops[-1]
        fresh = [succ for succ in block.succs if succ not in seen]
        seen.update(fresh)
        pending.extend(fresh)
    return None


def _comes_again(frequency: Frequency, function: Function, channel: Channel) -> bool | None:
    """Whether a function may be called again for the same object; None when callers nobody sees do as they like.

    Each call is for an object of its own when its receiver is a variable of the caller, of the same turn when it is in a loop.
    """
    if frequency.makes(function, channel):
        return False
    started = frequency.goroutines.started.get(function.id, ())
    if started:
        return any(thread.many and not frequency.has_its_own(thread, channel) for thread in started)
    sites = frequency.sites_of(function.id)
    if not sites:
        return None if any(thread.kind == API for thread in frequency.goroutines.threads(function.id)) else False
    roots: set[tuple[str, int]] = set()
    for caller, op, loop in sites:
        root = _receiver(op)
        if root is None or root.owner is not caller or root.kind == "param":
            return True
        if loop and not (root.loop and caller.in_loop(root.loop, loop)):
            return True
        if (caller.id, root.uid) in roots:
            return True
        roots.add((caller.id, root.uid))
    return False


def _receiver(op: Op) -> Var | None:
    """The variable of the object whose method is called."""
    call = call_in(op)
    callee = call.callee if call is not None else None
    value: Value | None = callee.recv if type(callee) is MethodRef else None
    return value if type(value) is Var else None

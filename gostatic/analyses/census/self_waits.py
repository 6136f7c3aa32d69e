"""Goroutines that wait for themselves: the only one who answers a channel waits on it, in what it calls meanwhile.

An event loop whose handler posts an event, a loop that calls what stops it and waits for its end. All answers of the channel
are in one goroutine, started once; from its entry the calls are followed to the waiting operation, and the channel's path is
carried back along them: what is told must be the loop's own channel, not that of another object of the same type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.call_ways import Step, carried, ways_from
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op
from gostatic.ir.values import Closure, class_of

ANSWERS = {"send": ("recv", "range"), "recv": ("send", "close"), "range": ("send", "close")}


class SelfWait(NamedTuple):
    """An operation ``wait`` that only the goroutine itself, at ``answer``, could let go on; ``calls`` lead to it from the entry.

    ``certain`` when it is the same channel for sure.
    """

    channel: Channel
    wait: Use
    answer: Use
    thread: Thread
    calls: tuple[tuple[Function, Op], ...]
    certain: bool


def self_waits(flow: Flow, goroutines: Goroutines, is_one: Callable[[str], bool]) -> Iterator[SelfWait]:
    """All such operations, each once, in source order of the channels; ``is_one`` says that a field's object is the only one."""
    ways: dict[str, dict[str, tuple[Step, ...]]] = {}
    seen: set[int] = set()
    for channel in flow.channels:
        if channel.escaped or channel.capacity != 0:
            continue
        for wait in channel.uses:
            if wait.free or wait.kind == "close" or id(wait.op) in seen:
                continue
            found = _judge(flow, goroutines, is_one, channel, wait, ways)
            if found is not None:
                seen.add(id(wait.op))
                yield found


def _judge(
    flow: Flow,
    goroutines: Goroutines,
    is_one: Callable[[str], bool],
    channel: Channel,
    wait: Use,
    ways: dict[str, dict[str, tuple[Step, ...]]],
) -> SelfWait | None:
    answers = channel.of(*ANSWERS[wait.kind])
    if not answers or flow.channels_of(wait) != [channel]:
        return None
    threads = dict.fromkeys(thread for use in answers for thread in goroutines.threads(use.function.id))
    thread = next(iter(threads), None)
    if thread is None or len(threads) != 1 or thread.kind != GO or thread.many:
        return None
    entry = goroutines.program.functions.get(thread.entry)
    if entry is None or wait.function.id not in goroutines.below(entry.id):
        return None
    if any(use.kind == "close" and not _is_deferred(entry, use) for use in answers):
        return None  # it may be closed before
    known = ways.get(entry.id)
    if known is None:
        known = ways[entry.id] = ways_from(flow.program, entry)
    steps = known.get(wait.function.id)
    if steps is None:
        return None
    if any(use.kind == "close" and _is_closed_before(entry, use, steps) for use in answers):
        return None
    answer = answers[0]
    # A deferred close stands in a literal of the entry, and means the same variables.
    back = known.get(answer.function.id, ())
    here, there = carried(wait.operand, steps), carried(answer.operand, back)
    same = here is not None and here == there
    if not same and not (class_of(wait.operand) and is_one(class_of(wait.operand))):
        return None
    certain = all(step.sole for step in steps) and not wait.function.test
    return SelfWait(channel, wait, answer, thread, tuple((step.caller, step.op) for step in steps), certain)


def _is_deferred(entry: Function, use: Use) -> bool:
    """Whether an operation is one that a goroutine's entry defers: done when nothing else is to come."""
    return _deferring(entry, use) is not None


def _deferring(entry: Function, use: Use) -> Defer | None:
    """The defer statement of a goroutine's entry that an operation is, or whose literal it stands in."""
    for block in entry.blocks:
        for op in block.ops:
            if type(op) is Defer and (op is use.op or _calls_literal(op.call, use.function)):
                return op
    return None


def _is_closed_before(entry: Function, close: Use, steps: tuple[Step, ...]) -> bool:
    """Whether a deferred close comes before the call that leads to the wait: in the literal, or deferred later, so run first."""
    if any(step.caller is close.function and step.caller is not entry and step.op.pos > close.op.pos for step in steps):
        return True
    late = _deferring(entry, close)
    return late is not None and bool(steps) and type(steps[0].op) is Defer and steps[0].op.pos < late.pos


def _calls_literal(call: Call, function: Function) -> bool:
    return type(call.callee) is Closure and call.callee.function is function

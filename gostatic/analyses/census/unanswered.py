"""Operations nobody will ever answer: the program has no counterpart for them at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.spawns import longest, reaches
from gostatic.analyses.goroutines import API
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Recv, Return, Select
from gostatic.ir.values import MakeChan, Received, text_of


class Unanswered(NamedTuple):
    """An operation without counterpart: ``certain`` is false where it rests on how often it runs."""

    channel: Channel
    use: Use
    certain: bool


def unanswered(flow: Flow, frequency: Frequency, is_measured: Callable[[Channel, str], bool]) -> Iterator[Unanswered]:
    """Sends nobody receives and receives nobody answers, in source order of the channels; each operation once.

    ``is_measured`` says whether the program asks how many values a channel holds: then it is a counter.
    """
    seen: set[tuple[int, int]] = set()
    for channel in flow.channels:
        if channel.escaped or channel.shown:
            continue
        for use in channel.uses:
            key = (id(use.op), use.arm)
            if use.free or use.kind == "close" or key in seen or _is_bare(use):
                continue
            seen.add(key)
            # An operation may be on several channels: then each of them must be without an answer.
            verdicts = [_verdict(other, use, frequency, is_measured) for other in flow.channels_of(use)]
            if verdicts and None not in verdicts:
                yield Unanswered(channel, use, all(verdicts))


def _verdict(
    channel: Channel, use: Use, frequency: Frequency, is_measured: Callable[[Channel, str], bool]
) -> bool | None:
    """Whether an operation on a channel is certain to wait for ever (True) or may (False); None when it may be answered."""
    if channel.escaped or channel.shown:
        return None
    kinds = {item.kind for item in channel.uses}
    if use.kind == "send":
        if kinds & {"recv", "range"} or any(
            item.kind == "close" and item.function is use.function for item in channel.uses
        ):
            return None  # received; or closed, so that it panics rather than waits
        if channel.room is None or (channel.capacity is None and use.function.outermost is channel.home.outermost):
            return None  # not known, or seen by who counts with it
        if channel.room == 0:
            return True
        if _exceeds(channel, use):
            return not channel.kept
        if not frequency.is_often(use, channel) or is_measured(channel, text_of(use.operand).rpartition(".")[2]):
            return None
        # A test may know how often it is sent.
        threads = frequency.goroutines.threads(use.function.id)
        return not use.function.test and all(thread.kind != API for thread in threads)
    if kinds & {"send", "close"} or _is_forever(use) or _is_stay(channel, use):
        return None
    return True


def unclosed(
    flow: Flow,
    to_end: Callable[[Function], bool] = lambda function: False,
    is_endless: Callable[[Function], bool] = lambda function: False,
) -> Iterator[Unanswered]:
    """Ranges over channels that somebody sends on and nobody closes; each once.

    ``to_end`` says of a function whether its goroutines are meant to end, also where the channel is kept in a field,
    ``is_endless`` whether they never do: then there is always more to come.
    """
    seen: set[int] = set()
    for channel in flow.channels:
        for use in channel.uses:
            if use.kind != "range" or id(use.op) in seen or channel.escaped or channel.shown:
                continue
            seen.add(id(use.op))
            channels = flow.channels_of(use)
            if not channels or not all(_is_unclosed(other) for other in channels) or not _turns(use):
                continue
            certain = not any(other.kept or _in_main(other.home) for other in channels) or to_end(use.function)
            fed = any(is_endless(item.function) for other in channels if not other.kept for item in other.of("send"))
            yield Unanswered(channel, use, certain and not fed and not _leaves(use))


def _is_unclosed(channel: Channel) -> bool:
    kinds = {use.kind for use in channel.uses}
    return not (channel.escaped or channel.shown) and "send" in kinds and "close" not in kinds


def _turns(use: Use) -> bool:
    """Whether a loop comes round: its body does not leave in every case."""
    return reaches(use.function, use.op, use.op)


def _leaves(use: Use) -> bool:
    """Whether a loop's body may leave it: it counts what comes, or knows the last value."""
    function = use.function
    number = next(number for number, block in enumerate(function.blocks) if any(op is use.op for op in block.ops))
    loop = function.blocks[number].loop
    pending = list(function.blocks[number].succs[:1])
    seen = set(pending)
    while pending:
        block = function.blocks[pending.pop()]
        if type(block.ops[-1]) is Return or not function.in_loop(block.loop, loop):
            return True
        for succ in block.succs:
            if succ != number and succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return False


def _is_bare(use: Use) -> bool:
    """Whether the channel is made in the operation itself: a way to wait for ever on purpose."""
    op = use.op
    return type(op.arms[use.arm].chan if type(op) is Select else op.chan) is MakeChan  # type: ignore[attr-defined]


def _in_main(function: Function) -> bool:
    outer = function.outermost
    return outer.symbol is not None and outer.symbol.name == "main" and not outer.symbol.recv


def _is_forever(use: Use) -> bool:
    """Whether a receive stands in main to keep the program running."""
    return _in_main(use.function) and use.function.parent is None and use.kind == "recv"


def _is_stay(channel: Channel, use: Use) -> bool:
    """Whether a channel is made to be received from right behind, and for nothing else: a way to wait for ever on purpose."""
    if channel.uses != [use] or type(use.op) is not Recv or use.op.ranged or channel.home is not use.function:
        return False
    for block in use.function.blocks:
        for position, op in enumerate(block.ops):
            if op is use.op:
                made = block.ops[position - 1] if position else None
                after = block.ops[position + 1] if position + 1 < len(block.ops) else None
                used = type(after) is Assign and type(after.value) is Received
                return type(made) is Assign and made.value is channel.site and not used
    return False


def _exceeds(channel: Channel, use: Use) -> bool:
    """Whether the operation, or those of its function on one way, are more than the buffer holds."""
    function = use.function
    if reaches(function, use.op, use.op):
        return True
    own = {id(item.op) for item in channel.uses if item.kind == "send" and not item.free and item.function is function}
    return longest(function, own) > (channel.room or 0)

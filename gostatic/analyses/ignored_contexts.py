"""Code that has a context at hand and waits without it: for a counterpart that leaves with the context, or for ever in a loop.

Three shapes are told: an operation on a channel all of whose counterparts go when the context ends; a loop without a way out in
a goroutine that was given a context; a select whose ``ctx.Done()`` case does not leave its loop, which then spins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.spawns import ANSWERS, longest
from gostatic.analyses.contexts import Contexts, done_of
from gostatic.analyses.goroutines import GO, Goroutines
from gostatic.analyses.lifetime import Lifetime
from gostatic.analyses.loops import TextOf, head_of, is_endless, waits_without_context
from gostatic.analyses.operations import Operations
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Op, Recv, Select, Send
from gostatic.ir.values import CallResult, FieldOf, InterfaceMethod, Operation, Pure, Value, Var, path_of, text_of

LEAVES, RETURNS, ENDLESS, TURNS = "leaves", "returns", "endless", "turns"

_CALL = re.compile(rb"[\w.]+\(")
# Calls that only tell about it, and what they are given.
_TELLS = re.compile(rb"(?i)(?:^|\.)\w*(?:log|print|debug|info|warn)\w*\($|(?:^|\.)err(?:or\w{0,2})?\($")


class IgnoredContext(NamedTuple):
    """A place that waits without the context ``context``.

    ``how`` is leaves (``other`` is the counterpart's select that goes with the context), returns (``other`` is an operation of
    the function that started the goroutine, and cancels the context when it returns), endless (``pos`` to ``end`` is the
    head of the loop, ``other`` the go statement) or turns (the case of a select that does not leave its loop).
    """

    function: Function
    pos: int
    end: int
    how: str
    name: str
    context: str
    other: tuple[Function, Op] | None
    certain: bool


class IgnoredContexts:
    """Finds them."""

    def __init__(
        self,
        program: Program,
        goroutines: Goroutines,
        operations: Operations,
        contexts: Contexts,
        lifetime: Lifetime,
    ) -> None:
        self.program, self.goroutines, self.operations = program, goroutines, operations
        self.contexts, self.lifetime = contexts, lifetime

    def found(self, flow: Flow, texts: TextOf) -> Iterator[IgnoredContext]:
        """All of them, shape by shape."""
        yield from self.left_alone(flow)
        yield from self.endless(texts)
        yield from self.turning(texts)

    # --- counterparts that leave ---------------------------------------------------------------------------------

    def left_alone(self, flow: Flow) -> Iterator[IgnoredContext]:
        """Operations on a channel all of whose counterparts leave when a context ends, one for each goroutine's function."""
        seen: set[int] = set()
        found: set[tuple[int, str]] = set()
        for channel in flow.channels:
            if channel.escaped or len(channel.uses) < 2:
                continue
            for use in channel.uses:
                if use.kind == "close" or use.free or id(use.op) in seen or len(flow.channels_of(use)) != 1:
                    continue
                seen.add(id(use.op))
                if (channel.index, use.function.id) in found:
                    continue
                item = self._left(channel, use) or self._deserted(channel, use)
                if item is not None:
                    found.add((channel.index, use.function.id))
                    yield item

    def _left(self, channel: Channel, use: Use) -> IgnoredContext | None:
        answers = [item for item in channel.uses if item.kind in ANSWERS[use.kind]]
        if not answers or any(item.function is use.function for item in answers):
            return None
        if use.kind == "send" and not _overflows(channel, use):
            return None
        if use.kind == "recv" and channel.capacity != 0:
            return None  # what was sent before is still there: a slot, say
        leaving = [self._leaves(item, answers, channel) for item in answers]
        visible = self.contexts.visible(use.function)
        if None in leaving or not visible:
            return None
        at_hand = self._at_hand(visible, leaving)
        if at_hand is None:
            return None
        own = self._ends_by_itself(use.function, leaving)
        if own is False:
            return None
        first = answers[0]
        certain = (
            at_hand[1]
            and own is None
            and not any(self._ends_with_process(value) for value in leaving)
            and not use.function.test
            and not (channel.capacity and _looks_each_turn(use.function, use.op))
            and all(
                item.function.id not in self.goroutines.callers or item.function is channel.home for item in answers
            )
        )
        name = text_of(use.op.arms[use.arm].chan if type(use.op) is Select else use.op.chan)  # type: ignore[attr-defined]
        context = at_hand[0].name
        pos, end = use.place
        return IgnoredContext(use.function, pos, end, LEAVES, name, context, (first.function, first.op), certain)

    def _deserted(self, channel: Channel, use: Use) -> IgnoredContext | None:
        """A goroutine's operation in a loop whose only counterpart is the function that started it, under a context that this
        function derives: it returns, and the goroutine waits on."""
        function = use.function
        answers = [item for item in channel.uses if item.kind in ANSWERS[use.kind]]
        parent = answers[0].function if answers else function
        if parent is function or any(item.function is not parent or item.kind == "close" for item in answers):
            return None
        threads = self.goroutines.threads(function.id)
        if not threads or any(thread.kind != GO or thread.spawner != parent.id for thread in threads):
            return None
        if self.goroutines.joins(parent, threads[0].entry) or not _comes_again(function, use.op):
            return None
        if not _leaves_for_context_only(function, use.op):
            return None
        for var in self.contexts.visible(function):
            origin = self.contexts.origin(var)
            if origin.derived and any(type(name) is Var and name.owner is parent for name in origin.names):
                pos, end = use.place
                name = text_of(use.op.arms[use.arm].chan if type(use.op) is Select else use.op.chan)  # type: ignore[attr-defined]
                last = max((item.op for item in answers), key=lambda op: op.pos)
                certain = not function.test and not self.lifetime.ends_process(parent.outermost)
                certain = certain and not (channel.capacity and _looks_each_turn(function, use.op))
                return IgnoredContext(function, pos, end, RETURNS, name, var.name, (parent, last), certain)
        return None

    def _leaves(self, use: Use, answers: list[Use], channel: Channel) -> Value | None:
        """The context with which a counterpart goes for good before it answers, None when it answers nevertheless, or may."""
        function = use.function
        own = {id(item.op) for item in answers if item.function is function}
        for number, block in enumerate(function.blocks):
            op = block.ops[-1]
            if type(op) is not Select:
                continue
            for arm, succ in enumerate(block.succs):
                context = done_of(op.arms[arm].chan) if arm < len(op.arms) and op.arms[arm].kind == "recv" else None
                if context is None or _reached(function, succ, own) or _speaks(function, succ):
                    continue
                if channel.home is function and not _comes_to(function, channel, number, own):
                    continue  # it leaves before it makes the channel, or when it has answered
                # All answers lie behind the select: none was given before.
                if len(_reached(function, number, own)) == len(own):
                    return context
        return None

    def _at_hand(self, visible: tuple[Var, ...], leaving: list[Value | None]) -> tuple[Var, bool] | None:
        """A context at hand that ends with those of all counterparts, and whether that is sure.

        None when the others are derived from it, so that they end sooner.
        """
        others = [self.contexts.origin(value) for value in leaving if value is not None]
        doubtful: Var | None = None
        for var in visible:
            if all(var in other.names for other in others):
                return var, True
        for var in visible:
            own = self.contexts.origin(var)
            if all(own.ends_with(other) for other in others):
                return var, True
            if not any(other.ends_with(own) for other in others):
                doubtful = doubtful or var
        return (doubtful, False) if doubtful is not None else None

    def _ends_with_process(self, context: Value | None) -> bool:
        """Whether a context comes from a function with whose return the process ends: what waits then is gone as well."""
        return context is not None and any(
            type(name) is Var and name.kind != "param" and self.lifetime.ends_process(name.owner.outermost)
            for name in self.contexts.origin(context).chain
        )

    def _ends_by_itself(self, function: Function, leaving: list[Value | None]) -> bool | None:
        """For contexts that the waiting function itself derives, and cancels when it waits no more, whether their parent
        can end as well; None for others."""
        for value in leaving:
            for var in self.contexts.origin(value).names if value is not None else ():
                if type(var) is Var and var.owner is function:
                    for item in var.defs:
                        call = self.contexts.derived_from(item)
                        if call is not None and self.contexts.is_cancelled_by_hand(call):
                            return self.contexts.parent_ends(call, var) is True
        return None

    # --- loops without a way out ---------------------------------------------------------------------------------

    def endless(self, texts: TextOf) -> Iterator[IgnoredContext]:
        """Loops that wait and cannot be left, in goroutines that have a context."""
        for function in self.program.functions.values():
            if len(function.loop_parents) < 2 or not (visible := self.contexts.visible(function)):
                continue
            for loop in range(1, len(function.loop_parents)):
                if (
                    function.loop_parents[loop]
                    or not is_endless(function, loop)
                    or not waits_without_context(function, loop, texts)
                ):
                    continue
                threads = self.goroutines.threads(function.id)
                if not threads or any(thread.kind != GO for thread in threads):
                    break
                outside = [var for var in visible if var.owner is not function or not var.loop]
                origins = [self.contexts.origin(var) for var in outside]
                ends = [origin.ends for origin in origins]
                if True not in ends:
                    break
                thread = threads[0]
                spawner = self.program.functions.get(thread.spawner)
                pos, end = head_of(function, loop, texts)
                certain = not function.test and not (spawner is None or self.lifetime.ends_process(spawner.outermost))
                certain = certain and any(origin.derived for origin in origins)
                where = (spawner, thread.op) if spawner is not None and thread.op is not None else None
                name = outside[ends.index(True)].name
                yield IgnoredContext(function, pos, end, ENDLESS, "", name, where, certain)
                break

    # --- cases that do not leave ---------------------------------------------------------------------------------

    def turning(self, texts: TextOf) -> Iterator[IgnoredContext]:
        """Cases of ``ctx.Done()`` that come round to their select again: it is ready for ever.

        Certain where they do nothing, or only tell about it: what else they call may make another case ready.
        """
        for function, op, number, _ in self.operations.of(Select):
            block = function.blocks[number]
            if type(op) is not Select or not block.loop:
                continue
            for arm, item in enumerate(op.arms):
                context = done_of(item.chan) if item.kind == "recv" else None
                if context is None or not _is_settled(context, function, block.loop):
                    continue
                if _comes_round(function, block.succs[arm], number):
                    name = text_of(context)
                    end = min((other.pos for other in op.arms if other.pos > item.pos), default=op.end)
                    calls = _CALL.findall(texts(function.file), item.end, end)
                    certain = not function.test and all(_TELLS.search(call) for call in calls)
                    yield IgnoredContext(function, item.pos, item.end, TURNS, "", name, None, certain)


def _overflows(channel: Channel, use: Use) -> bool:
    """Whether a send can find the buffer full; one of unknown size is taken to be made for all."""
    if channel.capacity is None:
        return False
    if channel.capacity == 0:
        return True
    function = use.function
    own = {id(item.op) for item in channel.uses if item.kind == "send" and not item.free and item.function is function}
    if _comes_again(function, use.op):
        return not _is_of_the_turn(use)
    return longest(function, own) > channel.capacity and not _asks_between(function)


def _asks_between(function: Function) -> bool:
    """Whether a function has a select by which it may hear between two sends that it shall end."""
    return any(type(block.ops[-1]) is Select and len(block.succs) > 1 for block in function.blocks)


def _comes_again(function: Function, op: Op) -> bool:
    """Whether an operation is reached again with no select between that has another way on."""
    start = next((number for number, block in enumerate(function.blocks) if op in block.ops), -1)
    pending, seen = [start], set[int]()
    while pending:
        block = function.blocks[pending.pop()]
        if type(block.ops[-1]) is Select and len(block.succs) > 1:
            continue
        for succ in block.succs:
            if succ == start:
                return True
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return False


def _is_of_the_turn(use: Use) -> bool:
    """Whether each turn of the loop has another channel: it comes from a variable of the loop."""
    path = path_of(use.op.chan) if type(use.op) is Send else None
    root = path[0] if path is not None else None
    loop = next((block.loop for block in use.function.blocks if use.op in block.ops), 0)
    return type(root) is Var and root.owner is use.function and root.loop != 0 and use.function.in_loop(loop, root.loop)


def _leaves_for_context_only(function: Function, op: Op) -> bool:
    """Whether the loop around an operation is left only where a context is asked: not for what was received, say."""
    loop = next((block.loop for block in function.blocks if op in block.ops), 0)
    if not loop:
        return False
    for block in function.blocks:
        last = block.ops[-1]
        if not function.in_loop(block.loop, loop) or type(last) is not Branch:
            continue
        leaves = any(_ends_soon(function, succ, loop) for succ in block.succs)
        if leaves and not _asks_context(last.cond) and not (type(op) is Recv and op.ranged and op in block.ops):
            return False
    return True


def _ends_soon(function: Function, start: int, loop: int) -> bool:
    """Whether a block lies outside a loop, or leads out of it without a further branch."""
    seen: set[int] = set()
    while start not in seen:
        seen.add(start)
        block = function.blocks[start]
        if not function.in_loop(block.loop, loop) or not block.succs:
            return True
        if len(block.succs) != 1:
            return False
        start = block.succs[0]
    return False


def _asks_context(cond: Value) -> bool:
    """Whether a condition asks a context for its error."""
    if type(cond) is Operation:
        return any(_asks_context(item) for item in cond.operands)
    if type(cond) is Pure:
        return cond.text.endswith(".Err()")  # a call nobody asks about
    callee = cond.call.callee if type(cond) is CallResult else None
    return type(callee) is InterfaceMethod and callee.name == "Err" and callee.owner == "context.Context"


def _looks_each_turn(function: Function, op: Op) -> bool:
    """Whether the loop around an operation asks a context in each turn: with room for one it goes round and looks."""
    loop = next((block.loop for block in function.blocks if op in block.ops), 0)
    return bool(loop) and any(
        type(block.ops[-1]) is Branch and function.in_loop(block.loop, loop) and _asks_context(block.ops[-1].cond)
        for block in function.blocks
    )


def _comes_to(function: Function, channel: Channel, goal: int, answers: set[int]) -> bool:
    """Whether a way leads from where a channel is made to a block, with no answer on it."""
    start = next(
        (
            (number, position)
            for number, block in enumerate(function.blocks)
            for position, op in enumerate(block.ops)
            if type(op) is Assign and op.value is channel.site
        ),
        None,
    )
    if start is None:
        return True
    pending, seen = [start], set[int]()
    while pending:
        number, position = pending.pop()
        block = function.blocks[number]
        if any(id(op) in answers for op in block.ops[position:]):
            continue
        if number == goal:
            return True
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                pending.append((succ, 0))
    return False


def _reached(function: Function, start: int, ops: set[int]) -> set[int]:
    """Those of some operations that are reached from a block on."""
    pending, seen = [start], {start}
    found: set[int] = set()
    while pending:
        block = function.blocks[pending.pop()]
        found.update(id(op) for op in block.ops if id(op) in ops)
        pending.extend(succ for succ in block.succs if succ not in seen)
        seen.update(block.succs)
    return found


def _speaks(function: Function, start: int) -> bool:
    """Whether a function sends on its way out from a block: then the other side may know that it goes."""
    pending, seen = [start], {start}
    while pending:
        block = function.blocks[pending.pop()]
        if any(type(op) is Send for op in block.ops):
            return True
        pending.extend(succ for succ in block.succs if succ not in seen)
        seen.update(block.succs)
    return False


def _comes_round(function: Function, start: int, goal: int) -> bool:
    """Whether every way from a block leads to the block of the select, with no wait and no way out of the loop between."""
    pending, seen = [start], {start}
    loop = function.blocks[goal].loop
    while pending:
        number = pending.pop()
        if number == goal:
            continue
        block = function.blocks[number]
        if not function.in_loop(block.loop, loop) or not block.succs:
            return False
        if any(type(op) in (Recv, Send, Select) or _sets_variable(op) for op in block.ops):
            return False
        pending.extend(succ for succ in block.succs if succ not in seen)
        seen.update(block.succs)
    return True


def _sets_variable(op: Op) -> bool:
    """Whether an assignment may change what the next turn does."""
    return type(op) is Assign and not op.define


def _is_settled(context: Value, function: Function, loop: int) -> bool:
    """Whether a context is the same in each turn of a loop."""
    if type(context) is Var:
        return not (context.owner is function and function.in_loop(context.loop, loop)) and len(context.defs) < 2
    return type(context) is FieldOf

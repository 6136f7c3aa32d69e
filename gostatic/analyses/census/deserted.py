"""Waits whose counterpart can leave first: goroutines that were to answer and return on some way without it.

Where all that may answer an operation stands in functions that run as goroutines, each of those functions is walked: for
a send from behind each receive (will it come back for more?), for a receive or a loop over the channel from the start (does
every way send, or close?). When each of them has a way out, the operation may wait for ever. So may a wait for an answer on a
channel that its maker, on some way, hands to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.agreements import comes_with_message, hears_of_end, is_counted, is_heard
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.scopes import carriers_of, make_of
from gostatic.analyses.census.spawns import repeats
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.analyses.uses import mentions, operands, source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Go, Op, Recv, Return, Select, call_in
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    Global,
    InterfaceMethod,
    MethodRef,
    Operation,
    Path,
    Pure,
    Value,
    Var,
    path_of,
)
from gostatic.models.effects import Kind

ANSWERS = {"send": ("recv", "range"), "recv": ("send", "close"), "range": ("close",)}
# Blocks walked in one function; beyond, it counts as one that stays.
MAX_BLOCKS = 2000
# How many calls are followed towards an answer.
MAX_DEPTH = 3


class Deserted(NamedTuple):
    """An operation ``wait`` that nobody answers once ``leaver`` has returned at ``exit``; ``answer`` is left out then.

    ``thread`` is the goroutine that leaves, None for a maker that does not hand the channel on. ``certain`` is false where
    more is at work than one function shows.
    """

    channel: Channel
    wait: Use
    leaver: Function
    exit: Op
    answer: Use
    thread: Thread | None
    certain: bool


def deserted(flow: Flow, goroutines: Goroutines, told: frozenset[int]) -> Iterator[Deserted]:
    """All such operations, each once, in source order of the channels; not the ``told`` ones, by their identities."""
    seen = set(told)
    for channel in flow.channels:
        if channel.escaped or channel.capacity is None:
            continue
        for wait in channel.uses:
            if wait.free or wait.kind == "close" or id(wait.op) in seen:
                continue
            found = _judge(flow, goroutines, channel, wait) or _unhanded(flow, channel, wait)
            if found is not None:
                seen.add(id(wait.op))
                yield found


def _judge(flow: Flow, goroutines: Goroutines, channel: Channel, wait: Use) -> Deserted | None:
    """Whether all that may answer an operation can leave first."""
    if flow.channels_of(wait) != [channel] and (wait.kind != "range" or channel not in flow.channels_of(wait)):
        return None
    if wait.kind == "send" and not repeats(wait):
        return None
    answers = channel.of(*ANSWERS[wait.kind])
    if not answers or (wait.kind == "range" and not channel.of("send")):
        return None
    if wait.kind == "recv" and is_counted(wait):
        return None
    leaving: Deserted | None = None
    functions: dict[str, list[Use]] = {}
    for use in answers:
        functions.setdefault(use.function.id, []).append(use)
    for uses in functions.values():
        function = uses[0].function
        thread = _only_thread(goroutines, function)
        if thread is None or _is_handler(goroutines, thread) or _is_restarted(goroutines, thread):
            return None
        if wait.function.id in goroutines.below(thread.entry):
            return None
        if wait.kind != "send" and channel.home.id in goroutines.below(thread.entry):
            return None  # on the ways before it is made nobody waits
        if wait.kind == "send" and not _is_entry(goroutines, function, thread):
            return None
        if wait.function.parent is function and wait.function.id not in goroutines.started:
            return None  # a literal of the same goroutine: what it takes is what was sent there
        out = _way_out(flow, goroutines, thread, uses, answers, wait.kind)
        if out is None:
            return None
        leaver, exit_ = out
        by_call = wait.kind == "recv" and not _is_entry(goroutines, function, thread)
        if (channel.kept or by_call) and not _is_failure(leaver, exit_):
            return None  # the state of an object may say when it has to be done
        if wait.kind == "recv" and any(comes_with_message(use) for use in uses):
            return None
        if wait.kind != "send" and is_heard(flow, goroutines, thread.entry, channel, wait):
            return None
        if wait.kind == "send" and hears_of_end(flow, goroutines, function, uses, channel, wait):
            return None
        if leaving is None:
            certain = not wait.function.test and not _tells_otherwise(leaver, exit_)
            leaving = Deserted(channel, wait, leaver, exit_, uses[0], thread, certain)
    return leaving


def _tells_otherwise(leaver: Function, exit_: Op) -> bool:
    """Whether a function hands an error on by closing a pipe with it right before it leaves: the other end may learn of it."""
    return any(
        type(op) is Call and _name_of(op.callee) == "CloseWithError"
        for block in leaver.blocks
        if any(op is exit_ for op in block.ops)
        for op in block.ops
    )


def _name_of(callee: Value) -> str:
    return callee.symbol.name if type(callee) is MethodRef else getattr(callee, "name", "")


def _unhanded(flow: Flow, channel: Channel, wait: Use) -> Deserted | None:
    """Whether the channel's maker comes to a receive, or returns the channel for one, and has shown it to nobody."""
    home = channel.home
    begin = make_of(channel)
    answers = channel.of(*ANSWERS[wait.kind])
    if wait.kind == "send" or not channel.kept or channel.shown or begin is None:
        return None  # of what is shown to others, calls that are not seen may be told
    if any(use.function is home for use in channel.uses if use.kind == wait.kind and use is not wait):
        return None
    carriers = carriers_of(home, channel)
    # One field may stand for the channels of several makers; a variable of its own for one.
    if flow.channels_of(wait) != [channel] and not (wait.function is home and _is_part(wait.operand, carriers)):
        return None
    place = next(
        (
            (number, position)
            for number, block in enumerate(home.blocks)
            for position, op in enumerate(block.ops)
            if op is begin
        ),
        None,
    )
    if not carriers or not answers or place is None or _is_mentioned_unseen(home, begin, carriers):
        return None
    pending = [(place[0], place[1] + 1)]
    seen: set[int] = set()
    while pending:
        number, position = pending.pop()
        block = home.blocks[number]
        last = block.ops[-1]
        shown = False
        for op in block.ops[position:]:
            if op is wait.op or (
                type(op) is Return and any(_is_the_channel(item, channel, carriers) for item in op.values)
            ):
                if op is wait.op or wait.function is not home:
                    certain = not home.test and not wait.function.test
                    return Deserted(channel, wait, home, op, answers[0], None, certain)
            mentioned = any(_mentions(op, item) for item in carriers)
            if op is not last and mentioned and not _is_own_part(op, carriers):
                shown = True
                break
        if type(last) is Branch and block.loop and _is_shown_in_loop(home, block.loop, carriers):
            shown = True  # where the loop has no turn there is nothing to wait for either
        if shown or type(last) is Return:
            continue
        for side, succ in enumerate(block.succs):
            if type(last) is Select and side < len(last.arms):
                arm = last.arms[side]
                if any(_is_in(value, item) for value in (arm.chan, arm.value) for item in carriers):
                    continue
            if succ not in seen:
                seen.add(succ)
                pending.append((succ, 0))
    return None


def _is_mentioned_unseen(home: Function, begin: Op, carriers: list[Value]) -> bool:
    """Whether the text behind the making of a channel mentions it where no operation does: in a call nobody asks about."""
    source = source_of(home)
    seen = [(op.pos, op.end) for block in home.blocks for op in block.ops]
    seen += [(literal.pos, literal.end) for literal in home.closures]
    for item in carriers:
        if type(item) is not Var:
            continue
        for found in re.finditer(rb"(?<![\w.])%b\b" % re.escape(item.name.encode()), source[: home.end]):
            at = found.start()
            if at >= begin.end and not any(pos <= at < end for pos, end in seen):
                return True
    return False


def _is_shown_in_loop(home: Function, loop: int, carriers: list[Value]) -> bool:
    """Whether an operation in a loop shows the channel to others."""
    return any(
        any(_mentions(op, item) for item in carriers) and not _is_own_part(op, carriers)
        for block in home.blocks
        if home.in_loop(block.loop, loop)
        for op in block.ops
    )


def _is_part(value: Value, carriers: list[Value]) -> bool:
    """Whether a value is one of the variables or a part of one."""
    while type(value) is FieldOf:
        value = value.base
    return any(value is item for item in carriers)


def _is_the_channel(value: Value, channel: Channel, carriers: list[Value]) -> bool:
    """Whether a returned value is the channel itself, not something with it inside: that others may find it by."""
    if type(value) is FieldOf:
        return _is_part(value, carriers)
    return type(value) is Var and any(item is channel.site for item in value.defs)


def _mentions(op: Op, item: Value) -> bool:
    """Whether an operation uses a variable or literal, also as a key."""
    if type(item) is Var and _is_key(op, item):
        return True
    return any(_is_in(value, item) for value in operands(op))


def _is_in(value: Value, item: Value) -> bool:
    """Whether a variable or literal is a value, or a part of one."""
    return value is item or (type(item) is Var and mentions(value, item))


def _is_key(op: Op, var: Var) -> bool:
    """Whether an assignment stores something under a variable as its key."""
    target = op.target if type(op) is Assign else None
    while type(target) is FieldOf or type(target) is Elem:
        if type(target) is Elem and target.key.endswith(f"#{var.uid}"):
            return True
        target = target.base
    return False


def _is_own_part(op: Op, carriers: list[Value]) -> bool:
    """Whether an operation only fills in the value that is to be handed on."""
    if type(op) is not Assign:
        return False
    target = op.target
    while type(target) is FieldOf:
        target = target.base
    return type(target) is Alloc or any(target is item for item in carriers)


def _only_thread(goroutines: Goroutines, function: Function) -> Thread | None:
    """The goroutine that alone runs a function: started with it, or with what calls it."""
    threads = goroutines.threads(function.id)
    if not threads or any(thread.kind != GO or thread.entry != threads[0].entry for thread in threads):
        return None
    return threads[0]


def _is_entry(goroutines: Goroutines, function: Function, thread: Thread) -> bool:
    """Whether a goroutine is a function, or a literal that does nothing but call it."""
    if thread.entry == function.id:
        return True
    entry = goroutines.program.functions.get(thread.entry)
    return entry is not None and len(entry.blocks) == 1 and goroutines.callers.get(function.id, []) == [entry.id]


def _is_handler(goroutines: Goroutines, thread: Thread) -> bool:
    """Whether a library calls the function with arguments, for each request, say: another run may answer."""
    entry = goroutines.program.functions.get(thread.entry)
    return type(thread.op) is not Go and entry is not None and bool(entry.params)


def _is_restarted(goroutines: Goroutines, thread: Thread) -> bool:
    """Whether a goroutine is started in a loop that waits between the starts: then another takes the place of one that left."""
    spawner = goroutines.program.functions.get(thread.spawner)
    if spawner is None or not thread.many:
        return False
    loop = next((block.loop for block in spawner.blocks for op in block.ops if op is thread.op), 0)
    return any(
        type(op) is Recv or type(op) is Select
        for block in spawner.blocks
        if spawner.in_loop(block.loop, loop)
        for op in block.ops
    )


def _way_out(
    flow: Flow, goroutines: Goroutines, thread: Thread, uses: list[Use], answers: list[Use], kind: str
) -> tuple[Function, Op] | None:
    """A return that is come to without answering: from a goroutine's start, or, for sends, from behind a receive."""
    function = uses[0].function
    own = frozenset(id(use.op) for use in uses)
    operands = frozenset(path for use in answers if (path := path_of(use.operand)) is not None)
    walk = _Walk(flow, goroutines, own, frozenset(use.function.id for use in answers), operands)
    if kind != "send":
        if kind == "recv" and any(block.loop and any(id(op) in own for op in block.ops) for block in function.blocks):
            return None
        if kind == "recv" and _is_used_in_loop(function):
            return None
        entry = goroutines.program.functions.get(thread.entry)
        return walk.from_start(entry, 0) if entry is not None else None
    starts: list[tuple[int, int]] = []
    for number, block in enumerate(function.blocks):
        for position, op in enumerate(block.ops):
            if id(op) in own:
                if not block.loop or type(op) is Select:
                    return None  # it takes one and goes, or has more to wait for
                starts.append((number, position + 1))
    exits: list[Op] = []
    for start in starts:
        found = walk.behind(function, start)
        if found is None:
            return None
        exits.append(found)
    return (function, min(exits, key=lambda op: op.pos)) if exits else None


def _is_used_in_loop(literal: Function) -> bool:
    """Whether a literal is called, or handed to a call, in a loop of the function around it: it may have answered before."""
    return literal.parent is not None and any(
        block.loop
        and (call := call_in(op)) is not None
        and any(type(value) is Closure and value.function is literal for value in (call.callee, *call.args))
        for block in literal.parent.blocks
        for op in block.ops
        if type(op) is not Go
    )


class _Walk:
    """A search for ways to a return that pass no answer.

    ``own`` are the answers, ``inside`` the functions they stand in, ``operands`` the paths of the channel there.
    """

    def __init__(
        self,
        flow: Flow,
        goroutines: Goroutines,
        own: frozenset[int],
        inside: frozenset[str],
        operands: frozenset[Path],
    ) -> None:
        self.flow, self.goroutines, self.own, self.inside, self.operands = flow, goroutines, own, inside, operands

    def behind(self, function: Function, start: tuple[int, int]) -> Op | None:
        """The first return reached from behind a receive, where a closed channel is no way out."""
        flags = _open_flags(function, self.own)
        loop = function.blocks[start[0]].loop
        pending, seen = [start], set[int]()
        exits: list[Op] = []
        while pending:
            number, position = pending.pop()
            block = function.blocks[number]
            ops = block.ops[position:]
            if any(id(op) in self.own or self.may_answer(op) for op in ops):
                continue
            exits.extend(op for op in ops if type(op) is Return)
            last, succs = block.ops[-1], block.succs
            if type(last) is Branch:
                if block.loop and function.in_loop(block.loop, loop):
                    # The loop's own condition is a protocol of the two.
                    succs = [succ for succ in succs if function.in_loop(function.blocks[succ].loop, loop)]
                if type(last.cond) is Var and last.cond in flags:
                    succs = block.succs[:1]  # not the way on which the channel is closed
                elif (told := _is_told(last.cond)) is not None:
                    succs = [block.succs[told]]
            fresh = [succ for succ in succs if succ not in seen]
            seen.update(fresh)
            pending.extend((succ, 0) for succ in fresh)
            if len(seen) > MAX_BLOCKS:
                return None
        return min(exits, key=lambda op: op.pos) if exits else None

    def from_start(self, function: Function, depth: int) -> tuple[Function, Op] | None:
        """The first return of a function, or of what it calls in order to answer, that is come to without an answer."""
        pending: list[tuple[int, tuple[Function, Op] | None]] = [(0, None)]
        seen: set[tuple[int, bool]] = set()
        exits: list[tuple[Function, Op]] = []
        while pending:
            number, left = pending.pop()
            block = function.blocks[number]
            answered = False
            for op in block.ops:
                if id(op) in self.own:
                    answered = True
                elif self.may_answer(op):
                    left = self.inner(op, depth)
                    answered = left is None
                elif type(op) is Return and (left is not None or not op.implicit):
                    exits.append(left or (function, op))
                if answered:
                    break
            if answered:
                continue
            last, succs = block.ops[-1], block.succs
            if type(last) is Branch and (told := self.is_known(last.cond)) is not None:
                succs = [block.succs[told]]
            for succ in succs:
                if (succ, left is None) not in seen:
                    seen.add((succ, left is None))
                    pending.append((succ, left))
            if len(seen) > MAX_BLOCKS:
                return None
        return min(exits, key=lambda item: (item[0].file, item[1].pos)) if exits else None

    def is_known(self, cond: Value) -> int | None:
        """The side of a branch that is taken, where its condition asks for a context's end, or whether there is the channel."""
        if type(cond) is Operation and cond.op in ("==", "!=") and any(_is_nil(item) for item in cond.operands):
            if any(path_of(item) in self.operands for item in cond.operands if not _is_nil(item)):
                return 1 if cond.op == "==" else 0
        return _is_told(cond)

    def inner(self, op: Op, depth: int) -> tuple[Function, Op] | None:
        """How a call of the one function that answers comes back without an answer; None when it does not."""
        targets = self.flow.program.resolver.targets(op)[0] if type(op) is Call else []
        if len(targets) == 1 and targets[0].effect is not None and targets[0].effect.kind is Kind.ONCE:
            literal = targets[0].args[0] if targets[0].args else None
            return (
                self.from_start(literal.function, depth + 1) if type(literal) is Closure and depth < MAX_DEPTH else None
            )
        callee = targets[0].function if len(targets) == 1 else None
        if callee is None or depth >= MAX_DEPTH or self.hands_on_literal(op):
            return None
        return self.from_start(callee, depth + 1)

    def may_answer(self, op: Op) -> bool:
        """Whether a call, made now, deferred or in a goroutine, comes to a function that answers."""
        call = call_in(op)
        if call is None:
            return False
        for target in self.flow.program.resolver.targets(call)[0]:
            if target.function is not None and self.inside & self.goroutines.below(target.function.id):
                return True
        return self.hands_on_literal(op)

    def hands_on_literal(self, op: Op) -> bool:
        """Whether a call is given a literal that comes to an answer."""
        call = call_in(op)
        literals = [getattr(argument, "function", None) for argument in call.args] if call is not None else []
        return any(isinstance(item, Function) and self.inside & self.goroutines.below(item.id) for item in literals)


def _is_nil(value: Value) -> bool:
    return type(value) is Const and value.value is None


def _is_told(cond: Value) -> int | None:
    """Where a condition asks whether a context has ended: the side on which it has not."""
    if type(cond) is not Operation or cond.op not in ("==", "!="):
        return None
    for operand in cond.operands:
        callee = operand.call.callee if type(operand) is CallResult else None
        if type(callee) is InterfaceMethod and callee.name == "Err" and callee.owner == "context.Context":
            return 0 if cond.op == "==" else 1
    return None


def _is_failure(function: Function, exit_: Op) -> bool:
    """Whether a return stands directly behind a test of an error."""
    number = next(number for number, block in enumerate(function.blocks) if any(op is exit_ for op in block.ops))
    before = [block for block in function.blocks if number in block.succs]
    if len(before) != 1 or type(branch := before[0].ops[-1]) is not Branch:
        return False
    return _is_about_failure(branch.cond)


def _is_about_failure(cond: Value) -> bool:
    """Whether a condition compares a local variable with nil, or a local error with another, by ``errors.Is`` or plainly."""
    if type(cond) is Operation and cond.op == "!":
        return _is_about_failure(cond.operands[0])
    if type(cond) is CallResult:
        symbol = getattr(cond.call.callee, "symbol", None)
        return symbol is not None and symbol.id in _ASKS and bool(cond.call.args) and _is_error(cond.call.args[0])
    if type(cond) is Pure:
        return cond.text.startswith(("errors.Is(", "errors.As(")) and any(_is_error(var) for var in cond.variables)
    if type(cond) is not Operation or cond.op not in ("==", "!="):
        return False
    values = [item for item in cond.operands if not _is_nil(item)]
    if len(values) == 1:
        return type(values[0]) is Var and values[0].kind == "local"
    return any(_is_error(item) for item in values) and any(type(item) is Global for item in values)


_ASKS = frozenset(("errors.Is", "errors.As"))


def _is_error(value: Value) -> bool:
    """Whether a value is a local variable with an error's name."""
    return type(value) is Var and value.kind == "local" and value.name.lower().startswith("err")


def _open_flags(function: Function, own: frozenset[int]) -> frozenset[Var]:
    """The variables that say whether a receive came from an open channel: ``ok`` of ``v, ok := <-c``."""
    found: set[Var] = set()
    for block in function.blocks:
        for position, op in enumerate(block.ops):
            if id(op) in own:
                for after in block.ops[position + 1 : position + 3]:
                    if type(after) is Assign and after.value is OPAQUE and type(after.target) is Var:
                        found.add(after.target)
    return frozenset(found)

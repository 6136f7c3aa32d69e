"""Timers that are drained in vain, tickers ranged over, and timers made over and over where the runtime does not collect them.

Which rules hold for a timer is told by the go line of the program's module: from 1.23 on what nobody refers to is collected,
and a stopped timer's channel holds no stale value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from gostatic.analyses.operations import LibraryUse, Operations
from gostatic.analyses.states import path_text
from gostatic.analyses.uses import ways_on
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Op, Recv, Return, Select
from gostatic.ir.values import (
    CallResult,
    Const,
    FieldOf,
    MethodRef,
    Operation,
    Path,
    Value,
    Var,
    class_of,
    path_of,
    text_of,
)

STOP, RESET, TICKER_STOP = "time.Timer.Stop", "time.Timer.Reset", "time.Ticker.Stop"
AFTER_FUNC = "time.AfterFunc"
COLLECTED = (1, 23)
# A timer of at least this many nanoseconds, made on every turn of a loop, keeps more than a handful of others alive.
LONG = 60 * 10**9

# States of one walk; beyond, nothing is reported: fewer findings, never other ones.
MAX_STATES = 2000
# Flags with the values they have on a path.
Flags = tuple[tuple[Var, bool], ...]


class TimerMisuse(NamedTuple):
    """A timer handled in a way that leaks or hangs at ``op``.

    ``how`` is handed (drained by the function called at ``op``), stopped (its channel is received from right behind
    ``Stop``), drained (behind a failed ``Stop``, when ``other`` has received the value already or stopped the timer),
    function (a timer of ``AfterFunc`` has no channel), loop (``time.After`` on every turn), tick (``time.Tick`` in a
    function that returns, or on every turn).
    """

    function: Function
    op: Op
    text: str
    how: str
    other: Op | None
    certain: bool


class TickerRange(NamedTuple):
    """A loop over a ticker's channel that ``stop`` is meant to end; it waits for ever instead."""

    function: Function
    op: Recv
    text: str
    stop: LibraryUse


def is_collected(program: Program, function: Function) -> bool:
    """Whether the runtime collects timers nobody refers to, and drops what a stopped timer has not delivered."""
    return program.module_versions.get(function.pkg, function.version) >= COLLECTED


def timer_misuses(program: Program, operations: Operations) -> Iterator[TimerMisuse]:
    """All of them, kind by kind."""
    for use in operations.calling(STOP, TICKER_STOP):
        if type(use.op) is Call and use.target.recv is not None:
            yield from _drained(use, use.target.recv, partial(_is_set_elsewhere, program, operations))
    yield from _drained_by_others(program, operations)
    yield from _without_channel(program, operations)
    for use in operations.calling("time.After"):
        if not is_collected(program, use.function):
            yield from _in_loop(use)
    for use in operations.calling("time.Tick"):
        if not is_collected(program, use.function) and not _in_main(use.function) and _is_left_behind(use):
            block = use.function.blocks[use.place.block]
            again = bool(block.loop) and _comes_back(use.function, block.loop, use.place.block)
            yield TimerMisuse(use.function, use.op, "time.Tick", "tick", None, again and not use.function.test)


def ticker_ranges(operations: Operations) -> Iterator[TickerRange]:
    """Loops over a ticker's channel, with nothing else to end them, whose ticker is stopped somewhere else."""
    stops: dict[object, list[LibraryUse]] = {}
    for use in operations.calling(TICKER_STOP):
        key = _identity(use.target.recv)
        if key is not None:
            stops.setdefault(key, []).append(use)
    if not stops:
        return
    for function, op, number, _ in operations.of(Recv):
        if type(op) is not Recv or not op.ranged or type(op.chan) is not FieldOf or op.chan.owner != "time.Ticker":
            continue
        key = _identity(op.chan.base)
        elsewhere = [use for use in stops.get(key, ()) if use.function is not function and not _in_main(use.function)]
        if elsewhere and len(elsewhere) == len(stops.get(key, ())) and not _has_way_out(function, number):
            yield TickerRange(function, op, text_of(op.chan), elsewhere[0])


def _identity(value: Value | None) -> object:
    """A field by its class, a local variable by itself."""
    if type(value) is FieldOf:
        return class_of(value) or None
    return value if type(value) is Var and value.kind == "local" else None


def _has_way_out(function: Function, number: int) -> bool:
    """Whether a loop can be left from its body: the loop's head is the block with the receive."""
    loop = function.blocks[number].loop
    for index, block in enumerate(function.blocks):
        if index == number or not function.in_loop(block.loop, loop):
            continue
        if not block.succs or any(not function.in_loop(function.blocks[succ].loop, loop) for succ in block.succs):
            return True
    return False


def _is_set_elsewhere(program: Program, operations: Operations, function: Function, timer: Value) -> bool:
    """Whether a timer in a field may be set, or replaced, by others than the declared function around."""
    key = _identity(timer) if type(timer) is FieldOf else None
    if key is None or class_of(timer).rpartition(".")[2][:1].isupper():
        return True
    uses = [use.function for use in operations.calling(RESET) if _identity(use.target.recv) == key]
    stores = [holder for holder, op in program.operations() if type(op) is Assign and _identity(op.target) == key]
    return any(other.outermost is not function.outermost for other in (*uses, *stores))


def _drained(
    use: LibraryUse, timer: Value, is_set_elsewhere: Callable[[Function, Value], bool]
) -> Iterator[TimerMisuse]:
    """Receives from a stopped timer's channel."""
    function, op, number, position = use.place
    path = path_of(timer)
    if path is None:
        return
    block = function.blocks[number]
    if isinstance(op, Call) and op.used == "":
        following = block.ops[position + 1 :]
        first = next((other for other in following if type(other) in (Recv, Call, Select)), None)
        if type(first) is Recv and _is_channel_of(first.chan, path):
            yield TimerMisuse(function, first, text_of(timer), "stopped", op, True)
        return
    last = block.ops[-1]
    if type(last) is not Branch or len(block.succs) != 2 or use.target.symbol != STOP:
        return
    failed = _when_false(last.cond, use.call)
    if failed is None:
        return
    stopped = function.blocks[block.succs[1 - failed]].ops[0]
    if type(stopped) is Recv and _is_channel_of(stopped.chan, path):
        yield TimerMisuse(function, stopped, text_of(timer), "stopped", op, True)
        return
    drain = next((item for item in function.blocks[block.succs[failed]].ops if type(item) is Recv), None)
    if drain is None or not _is_channel_of(drain.chan, path):
        return
    before = _spent_before(function, number, position, path, drain)
    if before is not None:
        # What somebody else may set again in between, or a condition that tells what was received, leaves a doubt.
        own = len(path) == 1 and type(path[0]) is Var and not path[0].captured
        certain = before[1] and not _has_flag(function) and (own or not is_set_elsewhere(function, timer))
        yield TimerMisuse(function, drain, text_of(timer), "drained", before[0], certain)


def _drained_by_others(program: Program, operations: Operations) -> Iterator[TimerMisuse]:
    """Timers whose value was received, when a function is called that stops and drains what it gets before anything else."""
    drains: dict[str, Path] = {}
    for use in operations.calling(STOP):
        function, _, number, position = use.place
        timer = use.target.recv
        path = path_of(timer) if timer is not None else None
        root = path[0] if path is not None else None
        if path is None or type(root) is not Var or root.kind != "param" or root.owner is not function or root.defs:
            continue
        block = function.blocks[number]
        failed = _when_false(block.ops[-1].cond, use.call) if type(block.ops[-1]) is Branch else None
        if number or failed is None or any(_sets(item, path) for item in block.ops[:position]):
            continue
        first = function.blocks[block.succs[failed]].ops[0]
        if function.symbol is not None and type(first) is Recv and _is_channel_of(first.chan, path):
            drains[function.id] = path
    for function, op, number, position in operations.of(Call) if drains else ():
        targets, complete = program.resolver.targets(op) if type(op) is Call else ([], False)
        inner = targets[0].function if complete and len(targets) == 1 else None
        if inner is None or inner.id not in drains:
            continue
        timer_path = translate(drains[inner.id], targets[0].binding(), inner)
        before = _spent_before(function, number, position, timer_path, op) if timer_path is not None else None
        if timer_path is not None and before is not None:
            root = timer_path[0]
            own = type(root) is Var and not root.captured
            if len(timer_path) > 1:
                own = own and not _is_set_by_others(operations, drains[inner.id], (function, inner))
            yield TimerMisuse(
                function, op, path_text(timer_path), "handed", before[0], own and before[1] and not _has_flag(function)
            )


def _is_set_by_others(operations: Operations, timer: Path, known: tuple[Function, Function]) -> bool:
    """Whether functions other than two set a timer in a field of that name again."""
    return any(
        use.function.outermost not in known
        for use in operations.calling(RESET)
        if use.target.recv is not None and (path := path_of(use.target.recv)) is not None and path[-1] == timer[-1]
    )


def _without_channel(program: Program, operations: Operations) -> Iterator[TimerMisuse]:
    """Receives from the channel of a timer that calls a function instead: it is nil."""
    plain: dict[object, bool] = {}
    for use in operations.calling(AFTER_FUNC):
        target = _assigned_to(use)
        if target is not None:
            # One that is set for ages is stopped in time: the receive is not reached.
            plain[target] = plain.get(target, True) and not _is_long(use)
    if not plain:
        return
    others: set[object] = set()
    for _, op in program.operations():
        if type(op) is Assign and _identity(op.target) in plain and not _is_after_func(program, op.value):
            others.add(_identity(op.target))
    for function, op, _, _ in operations.of(Recv):
        if type(op) is Recv and type(op.chan) is FieldOf and op.chan.owner == "time.Timer" and op.chan.name == "C":
            key = _identity(op.chan.base)
            if key in plain and key not in others:
                yield TimerMisuse(function, op, text_of(op.chan.base), "function", None, plain[key])


def _assigned_to(use: LibraryUse) -> object:
    """What the result of a call is assigned to, by identity."""
    function, op, number, position = use.place
    for other in function.blocks[number].ops[position + 1 :]:
        if type(other) is Assign and type(other.value) is CallResult and other.value.call is op:
            return _identity(other.target)
    return None


def _is_after_func(program: Program, value: Value) -> bool:
    """Whether a value is a timer of AfterFunc, or nil."""
    if type(value) is CallResult:
        return any(target.symbol == AFTER_FUNC for target in program.resolver.targets(value.call)[0])
    return type(value) is Const


def _when_false(cond: Value, call: Call) -> int | None:
    """The successor of a branch that is taken when a call returned false."""
    if type(cond) is CallResult and cond.call is call:
        return 1
    if type(cond) is Operation and cond.op == "!":
        inner = _when_false(cond.operands[0], call)
        return None if inner is None else 1 - inner
    return None


def _is_channel_of(chan: Value, timer: Path) -> bool:
    return type(chan) is FieldOf and chan.name == "C" and path_of(chan.base) == timer


def _spent_before(function: Function, number: int, position: int, timer: Path, drain: Op) -> tuple[Op, bool] | None:
    """A receive of the timer's value, or another Stop, from which the Stop is reached with no Reset and no new timer between.

    With it whether that is so on all ways.
    """
    goal = function.blocks[number].ops[position]
    for index, block in enumerate(function.blocks):
        for at, op in enumerate(block.ops):
            kind = type(op)
            if op is goal or op is drain:
                continue
            if (kind is Recv and _is_channel_of(op.chan, timer)) or _calls(op, STOP, timer):  # type: ignore[attr-defined]
                found = _reaches(function, (index, at + 1), goal, timer)
                if found is not None:
                    return op, found
            elif kind is Select:
                for arm, item in enumerate(op.arms):  # type: ignore[attr-defined]
                    if item.kind == "recv" and _is_channel_of(item.chan, timer):
                        found = _reaches(function, (block.succs[arm], 0), goal, timer)
                        if found is not None:
                            return op, found
    return None


def _reaches(function: Function, start: tuple[int, int], goal: Op, timer: Path) -> bool | None:
    """Whether an operation is reached before the timer is set again: on all ways (True), on some, or on none (None).

    Flags set on the way decide the branches on them.
    """
    pending: list[tuple[int, int, Flags]] = [(*start, ())]
    seen: set[tuple[int, Flags]] = set()
    reached, always = False, True
    while pending and len(seen) < MAX_STATES:
        number, position, flags = pending.pop()
        block = function.blocks[number]
        stopped = False
        for op in block.ops[position:]:
            if op is goal:
                reached = stopped = True
                break
            if _sets(op, timer):
                always, stopped = False, True
                break
            if type(op) is Assign and type(op.target) is Var:
                flags = tuple(item for item in flags if item[0] is not op.target)
                if type(op.value) is Const and type(op.value.value) is bool:
                    flags = (*flags, (op.target, op.value.value))
        if stopped:
            continue
        last = block.ops[-1]
        taken = _decided(last.cond, flags) if type(last) is Branch else None
        for side, succ in enumerate(block.succs):
            if (taken is None or side == taken) and (succ, flags) not in seen:
                seen.add((succ, flags))
                pending.append((succ, 0, flags))
    return always if reached else None


def _decided(cond: Value, flags: Flags) -> int | None:
    """The side of a branch that flags decide."""
    if type(cond) is Operation and cond.op == "!":
        inner = _decided(cond.operands[0], flags)
        return None if inner is None else 1 - inner
    for var, truth in flags:
        if var is cond:
            return 0 if truth else 1
    return None


def _calls(op: Op, symbol: str, timer: Path) -> bool:
    """Whether an operation calls a method of the timer."""
    if type(op) is Call and type(op.callee) is MethodRef:
        return op.callee.symbol.id == symbol and path_of(op.callee.recv) == timer
    return False


def _sets(op: Op, timer: Path) -> bool:
    """Whether an operation starts a timer again, or puts another one in its place."""
    if type(op) is Assign:
        target = op.target
        return (target,) == timer if type(target) is Var else path_of(target) == timer
    return _calls(op, RESET, timer)


def _has_flag(function: Function) -> bool:
    """Whether the function decides by a flag it sets itself, which may say that the value was received."""
    for block in function.blocks:
        last = block.ops[-1]
        if type(last) is Branch:
            cond = last.cond
            while type(cond) is Operation and cond.op == "!":
                cond = cond.operands[0]
            if type(cond) is Var and any(type(item) is Const and type(item.value) is bool for item in cond.defs):
                return True
    return False


def _in_loop(use: LibraryUse) -> Iterator[TimerMisuse]:
    """A timer made on each turn of a loop that mostly goes on for another reason."""
    function = use.function
    block = function.blocks[use.place.block]
    if not block.loop:
        return
    last = block.ops[-1]
    if type(last) is not Select or last.has_default:
        return
    others = [arm for number, arm in enumerate(last.arms) if _comes_back(function, block.loop, block.succs[number])]
    own = [arm for arm in others if type(arm.chan) is CallResult and arm.chan.call is use.call]
    if len(others) > len(own):
        yield TimerMisuse(function, use.op, "time.After", "loop", None, _is_long(use) and not function.test)


def _is_long(use: LibraryUse) -> bool:
    """Whether the time a timer is set to is known, and long."""
    duration = use.target.args[0] if use.target.args else None
    return type(duration) is Const and type(duration.value) is int and duration.value >= LONG


def _comes_back(function: Function, loop: int, start: int) -> bool:
    """Whether a block of a loop leads to its next turn."""
    pending, seen = [start], {start}
    while pending:
        block = function.blocks[pending.pop()]
        if not function.in_loop(block.loop, loop):
            continue
        if getattr(block.ops[-1], "word", "") in ("loop", "continue"):
            return True
        pending.extend(succ for succ in block.succs if succ not in seen)
        seen.update(block.succs)
    return False


def _in_main(function: Function) -> bool:
    """Whether a function runs once, as main or init or a package variable's value."""
    symbol = function.outermost.symbol
    return symbol is None or (symbol.name in ("main", "init") and not symbol.recv)


def _is_left_behind(use: LibraryUse) -> bool:
    """Whether a return can be reached behind a call, or the call itself once more."""
    function = use.function
    loop = function.blocks[use.place.block].loop
    if loop and _comes_back(function, loop, use.place.block):
        return True
    pending, seen = [use.place.block], {use.place.block}
    while pending:
        block = function.blocks[pending.pop()]
        if type(block.ops[-1]) is Return:
            return True
        succs = ways_on(block)
        pending.extend(succ for succ in succs if succ not in seen)
        seen.update(succs)
    return False

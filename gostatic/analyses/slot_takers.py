"""Functions that take a slot of a semaphore for their caller: ``func (l *Limiter) Enter() { l.slots <- struct{}{} }``.

They say whether they did by what they return: a nil error or true, when there are ways on which they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.obligations import Start, bound_to, error_of, success, walk
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import family
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Recv, Return, Select, Send, call_in
from gostatic.ir.values import CallResult, Const, FieldOf, Global, Received, Value, Var, path_of

WEIGHTED = "golang.org/x/sync/semaphore.Weighted"


class Taker(NamedTuple):
    """A function that takes a slot of ``semaphore``, a place that its parameter ``param`` leads to (None: a package variable).

    ``told`` by its result; ``filled`` when the channel is full at first, so that to take is to receive.
    """

    function: Function
    semaphore: Value
    param: Var | None
    told: bool
    filled: bool


class Taken(NamedTuple):
    """A call of a taker: ``semaphore`` is the place as the caller names it; ``call`` when the result says whether it took one."""

    start: Start
    semaphore: Value
    call: Call | None
    taker: Function
    filled: bool


def taken_by_calls(
    program: Program,
    operations: Operations,
    is_slot: Callable[[Value, Value], bool],
    is_filled: Callable[[Value], bool],
) -> Iterator[Taken]:
    """All calls of functions that take a slot.

    ``is_slot`` tells, by channel and value sent, tokens from messages; ``is_filled`` channels that are full of tokens at first.
    """
    takers: dict[str, Taker] = {}
    for taker in _takers(operations, is_slot, is_filled):
        takers[taker.function.id] = taker
    for place in operations.of(Call) if takers else ():
        op = place.op
        if type(op) is not Call:
            continue
        targets, complete = program.resolver.targets(op)
        target = targets[0] if complete and len(targets) == 1 else None
        found = takers.get(target.function.id) if target is not None and target.function is not None else None
        if target is None or found is None or place.function is found.function:
            continue
        semaphore = seen_by_caller(target, found.semaphore, found.param)
        if semaphore is not None:
            start = Start(place.function, op, place.block, place.position + 1)
            yield Taken(start, semaphore, op if found.told else None, found.function, found.filled)


def lent_by_calls(
    program: Program, operations: Operations, is_pool: Callable[[Value], bool]
) -> Iterator[tuple[Start, Value, Var]]:
    """Values of a pool that a function takes out for its caller, who keeps them in a variable and has a function put them back.

    ``is_pool`` tells channels with room. With each goes the pool as the caller names it.
    """
    lending: dict[str, tuple[Value, Var | None]] = {}
    for place in operations.of(Recv):
        op, function = place.op, place.function
        root = _root(function, op.chan) if type(op) is Recv else None
        if type(op) is Recv and root is not None and not function.blocks[place.block].loop and is_pool(op.chan):
            if any(_gives_received(block.ops[-1], op) for block in function.blocks):
                lending[function.id] = op.chan, root if type(root) is Var else None
    putting: dict[str, tuple[Value, Var | None, int]] = {}
    for place in operations.of(Send) if lending else ():
        op, function = place.op, place.function
        root = _root(function, op.chan) if type(op) is Send else None
        if type(op) is Send and root is not None and type(op.value) is Var and op.value in function.params:
            putting[function.id] = op.chan, root if type(root) is Var else None, op.value.index
    for place in operations.of(Call) if putting else ():
        op, function = place.op, place.function
        target = _sole(program, op)
        if target is None or target.function is None or target.function.id not in lending:
            continue
        pool = seen_by_caller(target, *lending[target.function.id])
        start = Start(function, op, place.block, place.position + 1)
        value = bound_to(function, start, op, 0) if type(op) is Call else None
        if pool is None or value is None or value.owner is not function or len(value.defs) != 1:
            continue
        if any(_puts_back(program, other, putting, value, pool) for block in function.blocks for other in block.ops):
            yield start, pool, value


def _sole(program: Program, op: Op) -> Target | None:
    """The only callee of a call."""
    call = call_in(op)
    targets, complete = program.resolver.targets(call) if call is not None else ([], False)
    return targets[0] if complete and len(targets) == 1 else None


def _gives_received(op: Op, receive: Recv) -> bool:
    """Whether a return gives what was received from a channel as its first result."""
    value = op.values[0] if type(op) is Return and op.values else None
    items = value.defs if type(value) is Var else [value]
    return bool(items) and all(type(item) is Received and item.chan is receive.chan for item in items)


def _puts_back(
    program: Program, op: Op, putting: dict[str, tuple[Value, Var | None, int]], value: Var, pool: Value
) -> bool:
    """Whether a call gives a value to the function that puts such values back into a pool."""
    target = _sole(program, op)
    if target is None or target.function is None or target.function.id not in putting:
        return False
    chan, param, index = putting[target.function.id]
    actuals = target.args if target.recv is None else (target.recv, *target.args)
    seen = seen_by_caller(target, chan, param)
    return index < len(actuals) and actuals[index] is value and seen is not None and path_of(seen) == path_of(pool)


def given_for_callers(operations: Operations, filled: bool) -> Iterator[tuple[Function, tuple[Value, Var | None]]]:
    """Functions that may give a slot back for their caller, with the semaphore and the parameter it is reached by."""
    for place in (*operations.of(Send), *operations.of(Recv)):
        op = place.op
        if type(op) is Recv or type(op) is Send:
            root = _root(place.function, op.chan)
            if root is not None and (type(op) is Send) == filled:
                yield place.function, (op.chan, root if type(root) is Var else None)
    for use in operations.calling(f"{WEIGHTED}.Release"):
        root = _root(use.function, use.target.recv) if use.target.recv is not None else None
        if use.target.recv is not None and root is not None:
            yield use.function, (use.target.recv, root if type(root) is Var else None)


def seen_by_caller(target: Target, place: Value, param: Var | None) -> Value | None:
    """A place that starts from a parameter of a function in terms of what a call gives for it."""
    if param is None:
        return place
    actuals = target.args if target.recv is None else (target.recv, *target.args)
    index = param.owner.params.index(param)
    return _seen_from_outside(place, param, actuals[index]) if index < len(actuals) else None


def _seen_from_outside(value: Value, param: Var, actual: Value) -> Value | None:
    """A place of a function in terms of what its parameter was given."""
    if value is param:
        return actual
    if type(value) is FieldOf:
        base = _seen_from_outside(value.base, param, actual)
        return FieldOf(base, value.name, value.owner) if base is not None else None
    return None


def _takers(
    operations: Operations, is_slot: Callable[[Value, Value], bool], is_filled: Callable[[Value], bool]
) -> Iterator[Taker]:
    for place in (*operations.of(Send), *operations.of(Recv)):
        op, function = place.op, place.function
        if (type(op) is not Send and type(op) is not Recv) or _root(function, op.chan) is None:
            continue
        if is_slot(op.chan, op.value) and not is_filled(op.chan) if type(op) is Send else is_filled(op.chan):
            yield from _taker(Start(function, op, place.block, place.position + 1), op.chan, None, type(op) is Recv)
    for place in operations.of(Select):
        op, function = place.op, place.function
        for arm, item in enumerate(op.arms if type(op) is Select else ()):
            if _root(function, item.chan) is None:
                continue
            sends = item.kind == "send"
            if is_slot(item.chan, item.value) and not is_filled(item.chan) if sends else is_filled(item.chan):
                start = Start(function, op, function.blocks[place.block].succs[arm], 0)
                yield from _taker(start, item.chan, None, not sends)
    for use in operations.calling(f"{WEIGHTED}.Acquire", f"{WEIGHTED}.TryAcquire"):
        recv = use.target.recv
        if recv is not None and use.op is use.call and _root(use.function, recv) is not None:
            start = Start(use.function, use.op, use.place.block, use.place.position + 1)
            yield from _taker(start, recv, use.call, False)


def _root(function: Function, value: Value) -> Var | Global | None:
    """The parameter or package variable that a place starts from, in a declared function outside of tests."""
    if function.symbol is None or function.test:
        return None
    while type(value) is FieldOf:
        value = value.base
    if type(value) is Global:
        return value
    return (
        value if type(value) is Var and value.kind == "param" and value.owner is function and not value.defs else None
    )


def _taker(start: Start, semaphore: Value, call: Call | None, filled: bool) -> Iterator[Taker]:
    """The function as a taker, when it keeps the slot and its results say so."""
    function, root = start.function, _root(start.function, semaphore)
    if root is None or function.blocks[start.block].loop or _gives(function, semaphore, filled):
        return
    param = root if type(root) is Var else None
    error = error_of(function, start, call) if call is not None else None
    worked = success(call, None, error) if call is not None else lambda cond, fresh: None
    found = walk(start, lambda op: False, worked=worked, error=error)
    returns: list[Op] = [block.ops[-1] for block in function.blocks if type(block.ops[-1]) is Return]
    if not found.exits or found.again is not None:
        return
    others = [op for op in returns if op not in found.exits]
    passed = call is not None and all(_is_passed(op, call) for op in found.exits)
    if not others and type(start.op) is Select and start.op.has_default:
        return  # nobody can tell whether it took one: a wake-up call
    if not others and not passed:
        yield Taker(function, semaphore, param, _is_select(start.op) and bool(function.results), filled)
    elif all(_says_yes(op) or (call is not None and _is_passed(op, call)) for op in found.exits):
        if not any(_says_yes(op) for op in others):
            yield Taker(function, semaphore, param, True, filled)


def _is_select(op: Op) -> bool:
    return type(op) is Select


def _says_yes(op: Op) -> bool:
    """Whether a return's last value is true or a nil error."""
    value = op.values[-1] if type(op) is Return and op.values else None
    return type(value) is Const and value.value in (True, None)


def _is_passed(op: Op, call: Call) -> bool:
    """Whether a return gives what the call returned."""
    value = op.values[-1] if type(op) is Return and op.values else None
    items = value.defs if type(value) is Var else [value]
    return bool(items) and all(type(item) is CallResult and item.call is call for item in items)


def _gives(function: Function, semaphore: Value, filled: bool) -> bool:
    """Whether a function, or a literal in it, gives a slot back or hands the semaphore to somebody."""
    path = path_of(semaphore)
    for item in family(function):
        for block in item.blocks:
            for op in block.ops:
                if type(op) is (Send if filled else Recv) and path_of(op.chan) == path:
                    return True
                wanted = "send" if filled else "recv"
                if type(op) is Select and any(arm.kind == wanted and path_of(arm.chan) == path for arm in op.arms):
                    return True
                call = call_in(op)
                if call is None:
                    continue
                symbol = getattr(call.callee, "symbol", None)
                if symbol is not None and symbol.name == "Release":
                    return True
                if any(path_of(argument) == path for argument in call.args):
                    return True
    return False

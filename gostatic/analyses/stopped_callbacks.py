"""Receives of what only a timer's callback would have said, behind the stop that keeps it from running."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.operations import Operations, Place
from gostatic.analyses.uses import family
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Close, Op, Recv, Send
from gostatic.ir.values import CallResult, Closure, FieldOf, Operation, Value, Var, class_of

STARTS = ("time.AfterFunc", "context.AfterFunc")
STOP = "time.Timer.Stop"


class Stopped(NamedTuple):
    """A receive at ``op`` behind ``stop``; ``answer`` in ``callback`` would have answered it."""

    function: Function
    op: Recv
    stop: Op
    callback: Function
    answer: Op


def stopped_callbacks(program: Program, operations: Operations) -> Iterator[Stopped]:
    """All receives that wait for a callback which has just been stopped."""
    answers = [place for kind in (Close, Send) for place in operations.of(kind)]
    for use in operations.calling(*STARTS):
        callback = use.target.args[-1] if use.target.args else None
        handle = _handle(use.place)
        if type(callback) is not Closure or handle is None:
            continue
        inside = {item.id for item in family(callback.function)}
        said = {
            key: place.op
            for place in answers
            if place.function.id in inside and (key := _identity(place.op.chan)) is not None  # type: ignore[attr-defined]
        }
        for place in answers:
            if place.function.id not in inside:
                said.pop(_identity(place.op.chan), None)  # type: ignore[attr-defined]
        for stop in _stops(operations, handle) if said else ():
            found = _received_behind(stop, frozenset(said))
            if found is not None:
                yield Stopped(stop.function, found, stop.op, callback.function, said[_identity(found.chan)])


def _identity(value: Value | None) -> object:
    """A field by its class, a local variable by itself."""
    if type(value) is FieldOf:
        return class_of(value) or None
    return value if type(value) is Var and value.kind == "local" else None


def _handle(place: Place) -> object:
    """What the timer, or the function that stops the callback, is kept in."""
    for op in place.function.blocks[place.block].ops[place.position + 1 :]:
        if type(op) is Assign and type(op.value) is CallResult and op.value.call is place.op:
            return _identity(op.target)
    return None


def _stops(operations: Operations, handle: object) -> Iterator[Place]:
    """Calls that stop the callback: of the timer's method, or of the function that was returned."""
    for use in operations.calling(STOP):
        if _identity(use.target.recv) == handle:
            yield use.place
    for place in operations.of(Call):
        if type(place.op) is Call and type(place.op.callee) in (Var, FieldOf) and _identity(place.op.callee) == handle:
            yield place


def _received_behind(stop: Place, said: frozenset[object]) -> Recv | None:
    """The receive that is come to when a call has stopped the callback."""
    function, call, number, position = stop
    pending, seen = [(number, position + 1)], {number}
    while pending:
        number, position = pending.pop()
        block = function.blocks[number]
        for op in block.ops[position:]:
            if type(op) is Recv and _identity(op.chan) in said:
                return op
        last = block.ops[-1]
        side = _side(last.cond, call) if type(last) is Branch else None
        for succ in block.succs if side is None else (block.succs[side],):
            if succ not in seen:
                seen.add(succ)
                pending.append((succ, 0))
    return None


def _side(cond: Value, call: Op) -> int | None:
    """The side of a branch on which a call has returned true, None when it does not ask for it."""
    if type(cond) is CallResult:
        return 0 if cond.call is call else None
    if type(cond) is Operation and cond.op == "!":
        inner = _side(cond.operands[0], call)
        return None if inner is None else 1 - inner
    if type(cond) is Var and len(cond.defs) == 1:
        return _side(cond.defs[0], call)
    return None

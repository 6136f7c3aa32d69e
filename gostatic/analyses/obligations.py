"""Ways out of a function that leave undone what an operation before them asks for: a close, a stop, a release.

The walk goes over blocks and keeps one fact: whether the error that came with the operation may still be set. Where a
condition says that the operation failed, there is nothing to undo.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from gostatic.analyses.census.conditions import Conditions, Known
from gostatic.analyses.uses import ways_on
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Jump, Op, Return, Select
from gostatic.ir.values import CallResult, Const, FuncRef, MethodRef, Operation, Pure, Value, Var
from gostatic.models.library_calls import REQUIRES_NIL

# States of one walk, beyond which conditions asked twice are not told apart.
MAX_STATES = 500


class Start(NamedTuple):
    """Where an obligation begins: behind ``op`` (in a select: behind one of its arms, then ``block`` is the arm's)."""

    function: Function
    op: Op
    block: int
    position: int


class Undone(NamedTuple):
    """What a walk found: ways out in source order, ``again`` when it came back to where it began (the
    jump that began the next turn), ``settled`` somewhere."""

    exits: tuple[Op, ...]
    again: Op | None
    settled: bool


def walk(
    start: Start,
    settles: Callable[[Op], bool],
    arm_settles: Callable[[Value], bool] = lambda chan: False,
    worked: Callable[[Value, bool], bool | None] = lambda cond, fresh: None,
    error: Var | None = None,
) -> Undone:
    """Follows all ways from a start to where ``settles`` says the obligation is met.

    ``worked`` reads a condition: the truth value it has where the obligation exists, None when it does not say; it is told
    whether the ``error`` variable still has the value it got at the start.
    """
    function = start.function
    conditions = Conditions(function)
    known = known_at(function, conditions, start.block, start.position)
    pending: list[tuple[int, int, Op | None, bool, Known]] = [(start.block, start.position, None, True, known)]
    seen: set[tuple[int, bool, Known]] = set()
    exits: list[Op] = []
    again: Op | None = None
    settled = False
    while pending:
        number, position, through, fresh, known = pending.pop()
        block = function.blocks[number]
        stopped = False
        for op in block.ops[position:]:
            if op is start.op:
                again = through or op
                stopped = True
                break
            if settles(op):
                settled = stopped = True
                break
            if type(op) is Return:
                exits.append(op)
            elif type(op) is Assign:
                known = conditions.assigned(known, op.target, op.value)
                if op.target is error and error is not None:
                    value = op.value
                    fresh = fresh and type(value) is CallResult and value.call is start.op
        if stopped:
            continue
        last = block.ops[-1]
        for arm, succ in enumerate(ways_on(block)):
            if type(last) is Select and arm < len(last.arms) and arm_settles(last.arms[arm].chan):
                settled = True
                continue
            if type(last) is Branch:
                truth = worked(last.cond, fresh)
                if truth is not None and (arm == 0) != truth:
                    continue
                behind = conditions.taken(known, last.cond, arm == 0)
                if behind is None:
                    continue
            else:
                behind = known
            if len(seen) > MAX_STATES:
                behind = ()  # conditions are told apart no more: more ways, never fewer
            if (succ, fresh, behind) not in seen:
                seen.add((succ, fresh, behind))
                turn = type(last) is Jump and last.word in ("continue", "loop")
                pending.append((succ, 0, last if turn and through is None else through, fresh, behind))
    return Undone(tuple(sorted(set(exits), key=lambda op: op.pos)), again, settled)


# Questions that only an error can answer with yes.
_KINDS = ("errors.Is", "errors.As", "os.Is")


def _asks_kind(cond: Value, error: Var) -> bool:
    """Whether a condition is such a question to an error."""
    if type(cond) is Pure:
        return error in cond.variables and cond.text.startswith(_KINDS)
    if type(cond) is not CallResult or error not in cond.call.args:
        return False
    callee = cond.call.callee
    return type(callee) is FuncRef and callee.symbol.id.startswith(_KINDS)


# Assertions of tests answer with a bool, those of testify under the names of its requirements.
_ASSERTION = re.compile(r"(?:\w+\.)?(\w+?)f?\(")


def _asserted(cond: Value, error: Var | None, value: Var | None) -> bool | None:
    """The answer of an assertion about the error or the value where the call worked; None for other conditions."""
    if type(cond) is Pure:
        match = _ASSERTION.match(cond.text)
        name, given = match.group(1) if match is not None else "", cond.variables
    elif type(cond) is CallResult:
        callee = cond.call.callee
        name = callee.symbol.name if type(callee) in (FuncRef, MethodRef) else ""  # type: ignore[attr-defined]
        name = name.removesuffix("f")
        given = tuple(item for item in cond.call.args if type(item) is Var)
    else:
        return None
    if error is not None and error in given:
        return REQUIRES_NIL.get(name)
    if value is not None and value in given and name in ("Nil", "NotNil"):
        return name == "NotNil"
    return None


def known_at(function: Function, conditions: Conditions, number: int, position: int) -> Known:
    """The answers of conditions that must have been given on the way to a place, as far as nothing changes them there."""
    if not conditions.repeated:
        return ()
    before: dict[int, list[int]] = {}
    for index, block in enumerate(function.blocks):
        for succ in block.succs:
            before.setdefault(succ, []).append(index)
    way = [number]
    while len(preds := before.get(way[-1], [])) == 1 and preds[0] not in way:
        way.append(preds[0])
    known: Known = ()
    way.reverse()
    for here, index in enumerate(way):
        block = function.blocks[index]
        for op in block.ops if index != number else block.ops[:position]:
            if type(op) is Assign:
                known = conditions.assigned(known, op.target, op.value)
        last = block.ops[-1]
        if type(last) is Branch and here + 1 < len(way):
            known = conditions.taken(known, last.cond, block.succs[0] == way[here + 1]) or ()
    return known


def success(call: Call, value: Var | None, error: Var | None) -> Callable[[Value, bool], bool | None]:
    """Reads conditions on what a call returned: ``err != nil`` is false where it worked, ``value != nil`` true."""

    def worked(cond: Value, fresh: bool) -> bool | None:
        if type(cond) is Operation and cond.op == "!":
            inner = worked(cond.operands[0], fresh)
            return None if inner is None else not inner
        if type(cond) is Operation and cond.op in ("==", "!=") and len(cond.operands) == 2:
            left, right = cond.operands
            if type(left) is Const:
                left, right = right, left
            if type(right) is Const and right.value is None:
                own = type(left) is CallResult and left.call is call and value is None
                if (fresh and error is not None and left is error) or own:
                    return cond.op == "=="
                if value is not None and left is value:
                    return cond.op == "!="
            elif fresh and error is not None and error in (left, right):
                return cond.op == "!="  # an error that is one of a kind is one
        elif type(cond) is CallResult and cond.call is call:
            return True  # a TryAcquire
        elif fresh and error is not None and _asks_kind(cond, error):
            return False
        elif (asserted := _asserted(cond, error if fresh else None, value)) is not None:
            return asserted
        elif type(cond) is Var and (error is None or cond is error):  # a bool among the results says that it worked
            if any(type(item) is CallResult and item.call is call for item in cond.defs):
                return True
        return None

    return worked


def bound_to(function: Function, start: Start, call: Call, index: int) -> Var | None:
    """The variable a result of a call is assigned to right behind it."""
    for op in function.blocks[start.block].ops[start.position :]:
        if type(op) is Assign and type(op.value) is CallResult and op.value.call is call and op.value.index == index:
            return op.target if type(op.target) is Var else None
        if type(op) is Call:
            break
    return None


def error_of(function: Function, start: Start, call: Call) -> Var | None:
    """The variable the last result of a call is assigned to, when there is one behind the first or it is an error."""
    found: Var | None = None
    best = -1
    for op in function.blocks[start.block].ops[start.position :]:
        if type(op) is Assign and type(op.value) is CallResult and op.value.call is call and type(op.target) is Var:
            if op.value.index > best and (op.value.index > 0 or op.target.name.lower().startswith("err")):
                found, best = op.target, op.value.index
        elif type(op) is Call:
            break
    return found

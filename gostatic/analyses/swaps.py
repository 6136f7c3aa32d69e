"""Whether a function is ever called with two of its arguments the other way round.

``merge(into, from)`` locks two objects of one type in the order of its arguments; that is a mistake only where the roles can
change: two calls with the places swapped, or two of many objects that are picked alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import call_in
from gostatic.ir.values import CallResult, Elem, Received, Value, Var, class_of, path_of

MAX_FORWARDS = 3  # callers' callers that only pass their own parameters on


def may_be_swapped(
    program: Program, callers: dict[str, list[str]], function: Function, first: Var, second: Var, depth: int = 0
) -> bool:
    """Whether some pair of calls of ``function`` can have the arguments for two parameters the other way round."""
    seen: set[tuple[object, object]] = set()
    for caller, one, other in _pairs(program, callers.get(function.id, ()), function, first, second):
        if _are_picked_alike(one, other):
            return True
        formals = type(one) is Var and type(other) is Var and one.kind == other.kind == "param"
        if formals and depth < MAX_FORWARDS and one.owner is other.owner is caller:  # type: ignore[attr-defined]
            if may_be_swapped(program, callers, caller, one, other, depth + 1):  # type: ignore[arg-type]
                return True
        names = (_name(one), _name(other))
        if None not in names and names[0] != names[1]:
            if names[::-1] in seen:
                return True
            seen.add(names)
    return False


def _pairs(
    program: Program, callers: Iterable[str], function: Function, first: Var, second: Var
) -> Iterator[tuple[Function, Value, Value]]:
    """The arguments for two parameters, call by call."""
    for name in dict.fromkeys(callers):
        caller = program.functions[name]
        for block in caller.blocks:
            for op in block.ops:
                call = call_in(op)
                for target in program.resolver.targets(call)[0] if call is not None else ():
                    if target.function is function:
                        actuals = target.args if target.recv is None else (target.recv, *target.args)
                        if max(first.index, second.index) < len(actuals):
                            yield caller, actuals[first.index], actuals[second.index]


def _name(value: Value) -> object | None:
    """What tells a place from others, also in other functions."""
    class_ = class_of(value)
    return path_of(value) if not class_ or ":" in class_ else class_


def _are_picked_alike(one: Value, other: Value) -> bool:
    """Whether two arguments are two of many: elements of one collection, or results of one function or channel."""
    first, second = _origin(one), _origin(other)
    if type(first) is not type(second):
        return False
    if type(first) is CallResult and type(second) is CallResult:
        callee = _callee(first)
        return callee is not None and callee == _callee(second) and first.call.pos != second.call.pos
    if type(first) is Elem and type(second) is Elem:
        return class_of(first.base) == class_of(second.base) != ""
    return type(first) is Received and type(second) is Received and class_of(first.chan) == class_of(second.chan) != ""


def _origin(value: Value) -> Value:
    """The value a local variable is assigned, when there is only one."""
    if type(value) is Var and value.kind == "local" and len(value.defs) == 1:
        return value.defs[0]
    return value


def _callee(result: CallResult) -> object | None:
    callee = result.call.callee
    symbol = getattr(callee, "symbol", None)
    return symbol if symbol is not None else path_of(callee)

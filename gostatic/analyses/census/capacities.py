"""Capacities that are handed in: ``make(chan T, n)`` where ``n`` is a parameter that all known callers give a constant."""

from __future__ import annotations

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import call_in
from gostatic.ir.values import Const, MakeChan, Value, Var

# How many callers up a number is looked for.
MAX_DEPTH = 3


def capacity_of(program: Program, callers: dict[str, list[str]], site: MakeChan) -> int | None:
    """The largest capacity of the channels made at a site, None when it is not known."""
    if site.capacity is not None or site.size is None:
        return site.capacity
    return _largest(program, callers, site.size, 0)


def _largest(program: Program, callers: dict[str, list[str]], value: Value, depth: int) -> int | None:
    """The largest number a value can be."""
    if type(value) is Const:
        return value.value if type(value.value) is int else None
    if type(value) is not Var or depth > MAX_DEPTH:
        return None
    if value.kind == "local" and len(value.defs) == 1:
        return _largest(program, callers, value.defs[0], depth + 1)
    if value.kind != "param" or value.defs:
        return None
    largest = -1
    for caller in callers.get(value.owner.id, ()):
        function = program.functions.get(caller)
        given = _given(program, function, value) if function is not None else []
        numbers = [_largest(program, callers, item, depth + 1) for item in given]
        if not numbers or any(number is None for number in numbers):
            return None
        largest = max(largest, *(number for number in numbers if number is not None))
    return largest if largest >= 0 else None


def _given(program: Program, function: Function, param: Var) -> list[Value]:
    """What a function gives for another one's parameter."""
    found: list[Value] = []
    for block in function.blocks:
        for op in block.ops:
            call = call_in(op)
            for target in program.resolver.targets(call)[0] if call is not None else ():
                if target.function is param.owner:
                    actuals = target.args if target.recv is None else (target.recv, *target.args)
                    if param.index >= len(actuals):
                        return []
                    found.append(actuals[param.index])
    return found

"""Selects whose channels are each set to nil once they are closed, in a loop that does not end when all of them are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.loops import is_endless
from gostatic.analyses.operations import Operations
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Op, Select
from gostatic.ir.values import Const, Var


class Silenced(NamedTuple):
    """A select at ``op`` that waits for ever once the last of its channels, called ``names``, is nil; ``last`` makes one so."""

    function: Function
    op: Op
    names: tuple[str, ...]
    last: Op


def silenced(operations: Operations) -> Iterator[Silenced]:
    """All such selects, in source order of the functions."""
    for place in operations.of(Select):
        select, function = place.op, place.function
        if type(select) is not Select or select.has_default or len(select.arms) < 2:
            continue
        loop = function.blocks[place.block].loop
        variables = [arm.chan for arm in select.arms if type(arm.chan) is Var and arm.kind == "recv"]
        if not loop or len(variables) != len(select.arms):
            continue
        ends = [_made_nil(function, loop, var) for var in variables]
        last = next((op for op in reversed(ends) if op is not None), None)
        if last is not None and all(ends) and is_endless(function, loop):
            yield Silenced(function, select, tuple(var.name for var in variables), last)


def _made_nil(function: Function, loop: int, var: Var) -> Op | None:
    """Where a loop sets a variable to nil; None too when it is given anything else there."""
    found: Op | None = None
    for block in function.blocks:
        for op in block.ops if function.in_loop(block.loop, loop) else ():
            if type(op) is Assign and op.target is var:
                if type(op.value) is not Const or op.value.value is not None:
                    return None
                found = op
    return found

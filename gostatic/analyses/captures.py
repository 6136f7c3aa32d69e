"""Loop variables captured by goroutines and deferred literals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Go, Op, Recv
from gostatic.ir.values import (
    Closure,
    Var,
)
from gostatic.models.effects import Kind

PER_ITERATION = (1, 22)


class Capture(NamedTuple):
    """A literal run later that uses a variable its loop goes on changing."""

    function: Function
    op: Op
    var: Var
    use: tuple[int, int]
    closure: Function
    how: str


def captures(program: Program) -> Iterator[Capture]:
    """Loop variables captured by goroutines and deferred literals, where one variable serves all turns."""
    for function in program.functions.values():
        if function.version >= PER_ITERATION:
            continue
        for number, block in enumerate(function.blocks):
            if not block.loop:
                continue
            for op in block.ops:
                closure, how = _later(program, op)
                if closure is None:
                    continue
                parallel = _parallel(program, closure) if how == "parallel" else -1
                for var, use in closure.captures.items():
                    if var.loop_var and var.owner is function and function.in_loop(block.loop, var.loop_var):
                        if how == "go" and _joined(function, op, var.loop_var):
                            continue
                        if use[0] < parallel or not _again(function, number, var.loop_var):
                            continue
                        yield Capture(function, op, var, use, closure, how)


def _later(program: Program, op: Op) -> tuple[Function | None, str]:
    if type(op) is Go or type(op) is Defer:
        callee = op.call.callee
        if type(callee) is Closure:
            return callee.function, "go" if type(op) is Go else "defer"
    elif type(op) is Call:
        for target in program.resolver.targets(op)[0]:
            if target.effect is not None and target.effect.kind is Kind.GO and target.args:
                argument = target.args[0]
                if type(argument) is Closure:
                    return argument.function, "go"
            elif target.symbol == "testing.T.Run" and len(target.args) == 2:
                argument = target.args[1]
                if type(argument) is Closure and _parallel(program, argument.function) >= 0:
                    return argument.function, "parallel"
    return None, ""


def _parallel(program: Program, function: Function) -> int:
    """Where a subtest's body calls ``t.Parallel()``: what follows runs when the loop is over; -1 when it does not."""
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Call:
                for target in program.resolver.targets(op)[0]:
                    if target.effect is not None and target.effect.kind is Kind.PARALLEL:
                        return op.pos
    return -1


def _again(function: Function, start: int, loop: int) -> bool:
    """Whether a block can run again within the same run of a loop: if not, its turn is the last one."""
    pending = list(function.blocks[start].succs)
    seen: set[int] = set()
    while pending:
        number = pending.pop()
        if number == start:
            return True
        if number not in seen and function.in_loop(function.blocks[number].loop, loop):
            seen.add(number)
            pending.extend(function.blocks[number].succs)
    return False


def _joined(function: Function, op: Op, loop: int) -> bool:
    """Whether the loop's body waits for the goroutine before the next turn."""
    for block in function.blocks:
        if not function.in_loop(block.loop, loop):
            continue
        for other in block.ops:
            if other.pos > op.end and (type(other) is Recv or _waits(other)):
                return True
    return False


def _waits(op: Op) -> bool:
    symbol = getattr(getattr(op, "callee", None), "symbol", None)
    return symbol is not None and symbol.name == "Wait"

"""Calls of functions that never come back: what stands behind them is not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Call, Exit, Panic, Return
from gostatic.ir.values import Closure, FuncRef, MethodRef, Value, Var

if TYPE_CHECKING:
    from gostatic.callgraph.program import Program

# Functions that end because a function they call never returns are looked for so many times over.
MAX_ROUNDS = 4


def cut_behind(program: Program) -> None:
    """Ends blocks behind calls of functions that all ways end the process or the goroutine of.

    Such a function has an ``Exit`` on every way and deferred calls of nobody recover in it. Found from the bodies, so a
    wrapper of ``os.Exit`` or ``t.Fatal`` counts, and a wrapper of the wrapper.
    """
    ending = [function for function in program.functions.values() if _may_end(function)]
    known: dict[Function, str] = {}
    for _ in range(MAX_ROUNDS):
        fresh = False
        for function in ending:
            if function not in known and (how := _how_it_ends(function)):
                known[function] = how
                fresh = True
        if not fresh:
            return
        ending = []
        for function in program.functions.values():
            if _cut(program, function, known):
                ending.append(function)


def _may_end(function: Function) -> bool:
    return any(type(block.ops[-1]) is Exit for block in function.blocks)


def _how_it_ends(function: Function) -> str:
    """The kind of the ends of a function that no way returns from, "" for others and those that go on for ever or panic."""
    found = ""
    pending = [0]
    seen = {0}
    while pending:
        block = function.blocks[pending.pop()]
        last = block.ops[-1]
        if type(last) is Return or type(last) is Panic:
            return ""
        if type(last) is Exit:
            found = last.kind if found in ("", last.kind) else "goexit"
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return found


def _cut(program: Program, function: Function, known: dict[Function, str]) -> bool:
    """Ends the blocks of one function behind such calls; whether there are any."""
    changed = False
    for block in function.blocks:
        for number, op in enumerate(block.ops):
            if type(op) is not Call:
                continue
            callee = _callee(program, op.callee)
            how = known.get(callee) if callee is not None else None
            if how is None or type(block.ops[min(number + 1, len(block.ops) - 1)]) is Exit:
                continue
            _end(block, number, Exit(op.pos, op.end, how))
            changed = True
            break
    return changed


def _end(block: Block, number: int, last: Exit) -> None:
    del block.ops[number + 1 :]
    block.ops.append(last)
    block.succs = type(block.succs)()


def _callee(program: Program, value: Value) -> Function | None:
    """The one function that a call can only go to: a declared one, or a literal in a variable that is assigned once."""
    if type(value) is FuncRef or type(value) is MethodRef:
        return program.by_symbol.get(value.symbol)
    if type(value) is Var and len(value.defs) == 1 and value.kind == "local":
        value = value.defs[0]
    return value.function if type(value) is Closure else None

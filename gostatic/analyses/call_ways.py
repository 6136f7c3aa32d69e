"""The calls that lead from a goroutine's entry to what it runs, and how a path is called at their beginning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, call_in
from gostatic.ir.values import Elem, Path, Received, Value, Var, path_of
from gostatic.models.effects import Kind

# Calls followed from a goroutine's entry, and functions looked at on the way.
MAX_DEPTH = 8
MAX_FUNCTIONS = 400


class Step(NamedTuple):
    """A call on the way: from ``caller`` by ``op`` to ``target``.

    ``sole`` when it can go nowhere else, or is made through a table or queue of functions, all of which are there to be called.
    """

    caller: Function
    op: Op
    target: Target
    sole: bool


def ways_from(program: Program, entry: Function) -> dict[str, tuple[Step, ...]]:
    """The calls that lead from a goroutine's entry to each function it runs, the fewest of them."""
    found: dict[str, tuple[Step, ...]] = {entry.id: ()}
    pending = [entry]
    for _ in range(MAX_DEPTH):
        following: list[Function] = []
        for function in pending:
            for step in _calls(program, function):
                callee = step.target.function
                if callee is not None and callee.id not in found and len(found) < MAX_FUNCTIONS:
                    found[callee.id] = (*found[function.id], step)
                    following.append(callee)
        pending = following
    return found


def _calls(program: Program, function: Function) -> Iterator[Step]:
    """What a function calls itself, also through a ``once``; not what it starts."""
    resolver = program.resolver
    for block in function.blocks:
        for op in block.ops:
            call = call_in(op) if type(op) is Call or type(op) is Defer else None
            if call is None:
                continue
            targets, _ = resolver.targets(call)
            for target in targets:
                if target.function is not None:
                    yield Step(function, op, target, len(targets) == 1 or _is_of_table(call.callee))
                elif target.effect is not None and target.effect.kind is Kind.ONCE and target.args:
                    inner, _ = resolver.targets(Call(op.pos, op.end, target.args[0], (), ""))
                    for item in inner:
                        yield Step(function, op, item, len(inner) == 1)


def _is_of_table(callee: Value) -> bool:
    """Whether a callee is an element of a map or list, or comes over a channel, also in a variable that holds nothing else."""
    if type(callee) is Var and callee.kind == "local" and len(callee.defs) == 1:
        callee = callee.defs[0]
    return type(callee) is Elem or type(callee) is Received


def carried(value: Value, steps: tuple[Step, ...]) -> Path | None:
    """The path of a value, as far as it has one, as the entry of the goroutine names it."""
    path = path_of(value)
    for step in reversed(steps):
        if path is None:
            return None
        path = translate(path, step.target.binding(), step.target.function)
    return path

"""Counts that a recovered panic leaves: the goroutine goes on or ends in peace, and the plain Done behind the call is skipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gostatic.analyses.recovery import Recovery, recovering
from gostatic.analyses.uses import operands
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op
from gostatic.ir.values import MethodRef, Path, Var

if TYPE_CHECKING:
    from gostatic.analyses.waitgroups import WaitGroups


class Panicked(NamedTuple):
    """A plain ``Done`` at ``op`` that a panic in ``risk`` skips, since ``recoverer`` recovers from it."""

    function: Function
    op: Op
    path: Path
    risk: Op
    recoverer: Function


def panicked(groups: WaitGroups) -> Iterator[Panicked]:
    """Goroutines that recover from panics, and count down only when there was none."""
    program = groups.program
    if not any(function.recovers for function in program.functions.values()):
        return
    recovery = Recovery(program)
    for function in program.functions.values():
        downs = [record for record in groups.by_function.get(function.id, ()) if not groups.is_add(record)]
        for record in downs:
            op, path = record.op, record.path
            root = path[0]
            if type(op) is not Call or not groups.own_op(function, op) or not groups.is_done(op, path):
                continue
            if type(root) is Var and root.owner is function and root.kind == "local":
                continue  # a group of its own: who waits for it recovers as well
            if len(path) > 1 and not _is_counted(groups, function, path):
                continue
            if any(_may_count(program, groups, function, call, path) for call in _deferred(function)):
                continue
            risk = _risk(program, function, op)
            recoverer = (function if recovering(program, function) else recovery.recoverer(function)) if risk else None
            if risk is None or recoverer is None or not groups.runs_in_goroutine(function):
                continue
            yield Panicked(function, op, path, risk, recoverer)
            break


def _is_counted(groups: WaitGroups, function: Function, path: Path) -> bool:
    """Whether a group kept in a field counts goroutines that run a function: who starts them adds to it."""
    threads = groups.goroutines.threads(function.id)
    spawners = {thread.spawner: groups.program.functions.get(thread.spawner) for thread in threads}
    class_ = groups.class_of_path(path)
    return any(spawner is not None and groups.is_added_around(spawner, class_) for spawner in spawners.values())


def _deferred(function: Function) -> list[Call]:
    return [op.call for block in function.blocks for op in block.ops if type(op) is Defer]


def _may_count(program: Program, groups: WaitGroups, function: Function, call: Call, path: Path) -> bool:
    """Whether a deferred call may count the group down: by a method of the group, or with it or its function at hand."""
    if groups.is_done(call, path):
        return True
    for target in program.resolver.targets(call)[0]:
        body = target.function
        if body is not None and any(not groups.is_add(record) for record in groups.by_function.get(body.id, ())):
            return True
    return any(type(value) is MethodRef and value.symbol.name == "Done" for value in operands(call))


def _risk(program: Program, function: Function, done: Call) -> Op | None:
    """A call in front of an operation that runs code of the program or of somebody unknown."""
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Call and op.pos < done.pos:
                targets, complete = program.resolver.targets(op)
                if not complete or not targets or any(target.function is not None for target in targets):
                    return op
    return None

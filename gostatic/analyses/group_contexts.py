"""Contexts of errgroups: they end with the group's Wait, or with the first error, and with nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.cancels import parent_ends
from gostatic.analyses.contexts import GROUP_CONTEXT
from gostatic.analyses.obligations import Start, bound_to, walk
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import op_mentions, source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, Recv, Select, Send, call_in
from gostatic.ir.values import MethodRef, Var


class Unwaited(NamedTuple):
    """A group called ``name`` made at ``op``, whose function leaves at ``exit`` behind a ``Go`` without ``Wait``.

    ``certain`` when what it has started waits for others; work of its own comes to an end.
    """

    function: Function
    op: Call
    name: str
    exit: Op
    certain: bool


def unwaited_groups(
    program: Program, operations: Operations, ends_process: Callable[[Function], bool]
) -> Iterator[Unwaited]:
    """All groups with a context that some way out leaves running; each once."""
    for use in operations.calling(GROUP_CONTEXT):
        function, op, number, position = use.place
        if type(op) is not Call:
            continue
        group = bound_to(function, Start(function, op, number, position + 1), op, 0)
        if group is None or group.owner is not function or group.kind != "local" or group.captured:
            continue
        text = source_of(function)[op.end : function.end]
        if re.search(rb"(?<![\w.])%b\b(?!\.)" % re.escape(group.name.encode()), text):
            continue  # handed to others, or returned: theirs to wait for
        if parent_ends(program, op):
            continue
        found = _way_out(program, function, group)
        if found is not None:
            exit, waiting = found
            yield Unwaited(function, op, group.name, exit, waiting and not function.test and not ends_process(function))


def _way_out(program: Program, function: Function, group: Var) -> tuple[Op, bool] | None:
    """A return behind a Go of the group and not behind a Wait, and whether what is started there waits for others."""
    waits = _calls(group, "Wait")
    starts = _calls(group, "Go")
    if any(type(op) is Defer and waits(op) for block in function.blocks for op in block.ops):
        return None
    for number, block in enumerate(function.blocks):
        for position, op in enumerate(block.ops):
            if type(op) is Call and starts(op):
                found = walk(Start(function, op, number, position + 1), waits)
                if found.exits:
                    return found.exits[0], _waits(program, op)
    return None


def _waits(program: Program, start: Call) -> bool:
    """Whether a function given to a group, or one that it calls itself, waits on channels."""
    pending = [Call(start.pos, start.end, argument, (), "") for argument in start.args[:1]]
    for depth in range(2):
        following: list[Call] = []
        for call in pending:
            for target in program.resolver.targets(call)[0]:
                body = target.function
                for op in (op for block in body.blocks for op in block.ops) if body is not None else ():
                    if type(op) in (Recv, Send, Select):
                        return True
                    if type(op) is Call and not depth:
                        following.append(op)
        pending = following
    return False


def _calls(group: Var, name: str) -> Callable[[Op], bool]:
    """Recognizes calls of a method of the group, now or deferred."""

    def calls(op: Op) -> bool:
        call = call_in(op)
        callee = call.callee if call is not None else None
        return type(callee) is MethodRef and callee.symbol.name == name and op_mentions(op, group)

    return calls

"""Contexts of errgroups: they end with the group's Wait, or with the first error, and with nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.contexts import GROUP_CONTEXT
from gostatic.analyses.obligations import Start, bound_to, walk
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import op_mentions, source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, call_in
from gostatic.ir.values import MethodRef, Var


class Unwaited(NamedTuple):
    """A group called ``name`` made at ``op``, whose function leaves at ``exit`` behind a ``Go`` without ``Wait``."""

    function: Function
    op: Call
    name: str
    exit: Op


def unwaited_groups(operations: Operations) -> Iterator[Unwaited]:
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
        exit = _way_out(function, group)
        if exit is not None:
            yield Unwaited(function, op, group.name, exit)


def _way_out(function: Function, group: Var) -> Op | None:
    """A return behind a Go of the group and not behind a Wait."""
    waits = _calls(group, "Wait")
    starts = _calls(group, "Go")
    if any(type(op) is Defer and waits(op) for block in function.blocks for op in block.ops):
        return None
    for number, block in enumerate(function.blocks):
        for position, op in enumerate(block.ops):
            if type(op) is Call and starts(op):
                found = walk(Start(function, op, number, position + 1), waits)
                if found.exits:
                    return found.exits[0]
    return None


def _calls(group: Var, name: str) -> Callable[[Op], bool]:
    """Recognizes calls of a method of the group, now or deferred."""

    def calls(op: Op) -> bool:
        call = call_in(op)
        callee = call.callee if call is not None else None
        return type(callee) is MethodRef and callee.symbol.name == name and op_mentions(op, group)

    return calls

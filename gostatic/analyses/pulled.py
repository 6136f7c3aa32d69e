"""Iterators taken apart by ``iter.Pull`` whose ``stop`` is not called on a way on which they have not come to their end.

An iterator that has given its last value (``next`` says so by false) need not be stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gostatic.analyses.obligations import Start, bound_to, walk
from gostatic.analyses.operations import LibraryUse, Operations
from gostatic.analyses.resources import Unclosed
from gostatic.analyses.uses import op_mentions, source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Return
from gostatic.ir.values import CallResult, Value, Var
from gostatic.models.resources import PULLS, Resource

# A name as an argument, an element, a result, or on the right of an assignment: somebody else may call it.
_GIVEN = rb"(?:[(,{:]\s*%b\s*[,)}]|(?:return|[^=!<>]=)\s+%b\b(?!\())"


def unstopped(operations: Operations) -> Iterator[Unclosed]:
    """All such iterators, in source order of the functions."""
    for symbol in PULLS:
        for use in operations.calling(symbol):
            found = _dropped(use)
            if found is not None:
                yield found


def _dropped(use: LibraryUse) -> Unclosed | None:
    function, op, number, position = use.place
    if type(op) is not Call:
        return None
    start = Start(function, op, number, position + 1)
    following, stop = bound_to(function, start, op, 0), bound_to(function, start, op, 1)
    if following is None or (stop is not None and _is_given(function, op, stop)):
        return None
    if stop is None and not re.search(rb",\s*_\s*:?=\s*$", source_of(function)[function.pos : op.pos]):
        return None
    if _is_given(function, op, following) and stop is None:
        return None

    def settles(other: Op) -> bool:
        return stop is not None and op_mentions(other, stop)

    found = walk(start, settles, worked=_has_more(following))
    exits = [item for item in found.exits if type(item) is Return]
    if not exits:
        return None
    name = stop.name if stop is not None and stop.name != "_" else "stop"
    resource = Resource(1, (name,), "iterator", "what it runs, and holds, stays for ever")
    return Unclosed(function, op, f"of {following.name}", resource, exits[0], function, not function.test)


def _is_given(function: Function, op: Call, var: Var) -> bool:
    """Whether a literal uses a variable, or somebody else may get it."""
    if var.captured or var.owner is not function or var.kind != "local":
        return True
    name = re.escape(var.name.encode())
    return re.search(_GIVEN % (name, name), source_of(function)[op.end : function.end]) is not None


def _has_more(following: Var) -> Callable[[Value, bool], bool | None]:
    """Reads conditions: where ``next`` has said false there is nothing to stop."""

    def worked(cond: Value, fresh: bool) -> bool | None:
        del fresh
        told = type(cond) is Var and bool(cond.defs) and all(_is_next(item, following) for item in cond.defs)
        return True if told else None

    return worked


def _is_next(value: Value, following: Var) -> bool:
    """Whether a value is the last result of a call of ``next``."""
    return type(value) is CallResult and value.index > 0 and value.call.callee is following

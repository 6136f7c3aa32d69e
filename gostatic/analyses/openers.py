"""Functions that hand out a resource they opened: who calls them has to close it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.obligations import Start, bound_to
from gostatic.analyses.operations import Operations, Place
from gostatic.analyses.uses import source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Return
from gostatic.ir.values import CallResult, FuncRef, MethodRef, Value, Var
from gostatic.models.resources import PIPE, PIPE_ENDS, RECEIVER, RESOURCES, Resource

# How many functions may hand a resource on, one to the next.
MAX_HANDS = 3
# A body that is put in place of another is no connection any more.
_REPLACED = re.compile(rb"\.Body = |NopCloser\(")


class Opened(NamedTuple):
    """A call that gives its caller a resource to close, ``origin`` being its receiver; ``handed`` when it is of the program."""

    place: Place
    call: Call
    resource: Resource
    handed: bool
    origin: Value | None = None


def opened(program: Program, operations: Operations) -> Iterator[Opened]:
    """All calls that open a resource as one of their results, those of the library first."""
    found = [
        Opened(use.place, use.call, resource, False, use.target.recv)
        for symbol, resource in RESOURCES.items()
        if resource.result != RECEIVER
        for use in operations.calling(symbol)
    ]
    found += [Opened(use.place, use.call, end, False) for use in operations.calling(PIPE) for end in PIPE_ENDS]
    callers: dict[Function, list[tuple[Place, Call]]] | None = None
    for _ in range(MAX_HANDS):
        yield from found
        openers = {item.place.function: each for item in found if (each := _handed_out(item)) is not None}
        if not openers:
            return
        if callers is None:
            callers = _callers(program, operations)
        found = [
            Opened(place, call, resource, True)
            for function, resource in openers.items()
            for place, call in callers.get(function, ())
            if place.function is not function
        ]


def _handed_out(item: Opened) -> Resource | None:
    """The resource as a result of the function that opens it, None when that keeps it."""
    function, op, number, position = item.place
    if function.symbol is None or op is not item.call or function.test:
        return None
    var = bound_to(function, Start(function, op, number, position + 1), item.call, item.resource.result)
    if var is not None and len(var.defs) != 1:
        return None
    for block in function.blocks:
        last = block.ops[-1]
        for index, value in enumerate(last.values if type(last) is Return else ()):
            if type(value) is CallResult and value.call is item.call:
                same = len(last.values) == 1  # type: ignore[attr-defined]
                if value.index == item.resource.result or same:
                    return item.resource if same else item.resource._replace(result=index)
            if type(value) is Var and value is var and not _is_kept(function, var, item):
                return item.resource._replace(result=index)
    return None


def _is_kept(function: Function, var: Var, item: Opened) -> bool:
    """Whether the function defers a close or closes on all its ways, or puts something else in the resource's place."""
    text = source_of(function)[item.call.end : function.end]
    place = re.escape(var.name.encode()) + (rb"\." + item.resource.field.encode() if item.resource.field else b"")
    closers = b"|".join(closer.encode() for closer in item.resource.closers)
    # Deferred, perhaps in a literal; or a statement of the body itself, as its indentation says.
    closing = rb"defer (?:func\(\) \{[^}]*)?%b\.(?:%b)\(|\n\t(?:[^\s}][^\n]*)?\b%b\.(?:%b)\(" % (
        place, closers, place, closers,
    )  # fmt: skip
    return re.search(closing, text) is not None or _REPLACED.search(text) is not None


def _callers(program: Program, operations: Operations) -> dict[Function, list[tuple[Place, Call]]]:
    """The calls that can only mean one function of the program, by that function."""
    found: dict[Function, list[tuple[Place, Call]]] = {}
    for place in operations.of(Call):
        op = place.op
        if type(op) is Call and type(op.callee) in (FuncRef, MethodRef):
            targets, complete = program.resolver.targets(op)
            if complete and len(targets) == 1 and targets[0].function is not None:
                found.setdefault(targets[0].function, []).append((place, op))
    return found

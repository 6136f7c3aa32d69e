"""The call graph as a list for people: who calls, defers and starts whom, and how each edge was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Go
from gostatic.ir.values import (
    CallResult,
    Closure,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    InterfaceMethod,
    MethodRef,
    Received,
    Value,
    Var,
    class_of,
    text_of,
)
from gostatic.models.library_calls import LIBRARY_CALLS

CALLS = "calls"
DEFERS = "defers"
STARTS = "starts"

# How an edge was found.
STATIC = "static"
CLOSURE = "closure"
VARIABLE = "variable"
PARAMETER = "parameter"
RESULT = "result"
INTERFACE = "interface"
STORED = "stored callback"
LIBRARY = "library callback"
UNKNOWN = "unknown"


class CallEdge(NamedTuple):
    """One possible callee of one call.

    ``pos`` is the call's offset in the caller's file; ``how`` is calls, defers or starts; ``way`` how the callee was found, with
    ``through`` naming the interface, field, parameter or library function it was found through ("" where the callee says it
    all). ``target`` is the callee's id, "" when nothing is known of it, and ``text`` what stands in the source;
    ``complete`` is false when there may be further callees.
    """

    pos: int
    how: str
    way: str
    through: str
    target: str
    text: str
    complete: bool


def edges_of(program: Program, function: Function) -> Iterator[CallEdge]:
    """The edges of one function in source order; literals in it have edges of their own.

    Calls of library functions that touch no goroutine, lock or channel and call nothing back are not kept in a program, and so
    are not here.
    """
    found: list[CallEdge] = []
    for block in function.blocks:
        for op in block.ops:
            kind = type(op)
            if kind is Call:
                found.extend(_edges(program, op, CALLS))  # type: ignore[arg-type]
            elif kind is Defer:
                found.extend(_edges(program, op.call, DEFERS))  # type: ignore[attr-defined]
            elif kind is Go:
                found.extend(_edges(program, op.call, STARTS))  # type: ignore[attr-defined]
    found.sort(key=lambda edge: edge.pos)
    yield from dict.fromkeys(found)


def _edges(program: Program, call: Call, how: str) -> Iterator[CallEdge]:
    targets, complete = program.resolver.targets(call)
    way, through = way_of(call.callee)
    text = text_of(call.callee)
    if not targets:
        yield CallEdge(call.pos, how, UNKNOWN if way == STATIC else way, through, "", text, False)
    for target in targets:
        yield CallEdge(call.pos, how, way, through, target.symbol, text, complete)
        if target.function is None:
            yield from _called_back(program, call, target, how)


def _called_back(program: Program, call: Call, target: Target, how: str) -> Iterator[CallEdge]:
    """What a library function does with the functions it is given: run them now, later, or in goroutines of their own."""
    row = LIBRARY_CALLS.get(target.symbol)
    for index, when in row.calls if row is not None else ():
        if index < len(target.args):
            inner = Call(call.pos, call.end, target.args[index], (), "")
            callees, complete = program.resolver.targets(inner)
            for callee in callees:
                done = STARTS if when == "go" else how if when in ("sync", "once") else CALLS
                later = f"{target.symbol}, {when}" if when in ("later", "cleanup") else target.symbol
                yield CallEdge(call.pos, done, LIBRARY, later, callee.symbol, text_of(inner.callee), complete)


def way_of(callee: Value) -> tuple[str, str]:
    """How a callee's value leads to functions, and the interface, place or parameter it leads through."""
    kind = type(callee)
    if kind is FuncRef or kind is MethodRef:
        return STATIC, ""
    if kind is Closure:
        return CLOSURE, ""
    if kind is InterfaceMethod:
        owner, name = callee.owner, callee.name  # type: ignore[attr-defined]
        return INTERFACE, f"{owner}.{name}" if owner else name
    if kind is Var:
        if callee.kind == "param":  # type: ignore[attr-defined]
            return PARAMETER, callee.name  # type: ignore[attr-defined]
        if callee.defs and all(type(value) is Closure for value in callee.defs):  # type: ignore[attr-defined]
            return CLOSURE, callee.name  # type: ignore[attr-defined]
        return VARIABLE, callee.name  # type: ignore[attr-defined]
    if kind is CallResult:
        return RESULT, text_of(callee.call.callee)  # type: ignore[attr-defined]
    if kind is Received:
        return STORED, class_of(callee.chan) or text_of(callee)  # type: ignore[attr-defined]
    if kind is FieldOf or kind is Global or kind is Elem:
        return STORED, class_of(callee) or text_of(callee)
    return UNKNOWN, ""

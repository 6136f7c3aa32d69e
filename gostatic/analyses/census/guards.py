"""Conditions that may ask whether a channel is closed: they rest on something that those who close it read or write, too.

A condition on a setting, on a message, or on what a callback returns says nothing about the close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.analyses.census.flow import Flow
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.uses import operands
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Close, Return
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Const,
    Elem,
    FieldOf,
    Global,
    InterfaceMethod,
    MethodRef,
    Operation,
    Pure,
    Received,
    Value,
    Var,
    class_of,
)

# How far a variable's values are followed.
MAX_DEPTH = 3
_FIELDS = re.compile(r"\.(\w+)")


class Guards:
    """Answers for one program; what the closing functions use is collected once."""

    def __init__(self, flow: Flow, goroutines: Goroutines) -> None:
        self.flow, self.goroutines = flow, goroutines
        self.told: frozenset[str] | None = None
        self.names: frozenset[str] = frozenset()
        self.known: dict[str, bool] = {}

    def asks(self, cond: Value, depth: int = 0) -> bool:
        """Whether a condition may rest on what closing functions use as well."""
        kind = type(cond)
        if kind is Const or kind is Received or kind is Alloc:
            return False
        if kind is Operation:
            return _picks_turn(cond) or any(self.asks(item, depth) for item in cond.operands)  # type: ignore
        if kind is FieldOf or kind is Global:
            return self.is_told(class_of(cond))
        if kind is Elem:
            return self.asks(cond.base, depth)  # type: ignore[attr-defined]
        if kind is Pure:
            text: str = cond.text  # type: ignore[attr-defined]
            if "(" in text.replace("len(", ""):
                return True
            self.classes()
            return any(name in self.names for name in _FIELDS.findall(text)) or any(
                self.asks(var, depth + 1)
                for var in cond.variables  # type: ignore[attr-defined]
            )
        if kind is Var:
            return self.variable(cond, depth)  # type: ignore[arg-type]
        if kind is CallResult:
            return self.call(cond.call)  # type: ignore[attr-defined]
        return True

    def variable(self, var: Var, depth: int) -> bool:
        """Whether a variable may hold such a thing."""
        if var.loop_var:
            return False
        if len(var.defs) > 1 or depth > MAX_DEPTH:
            return True  # a flag
        return any(item is not OPAQUE and self.asks(item, depth + 1) for item in var.defs) or (
            var.kind != "param" and OPAQUE in var.defs
        )

    def call(self, call: Call) -> bool:
        """Whether what a call returns may rest on such a thing: of callbacks and the program's own functions it is known."""
        callee = call.callee
        if type(callee) in (InterfaceMethod, MethodRef) and self.is_told(class_of(callee.recv)):  # type: ignore[attr-defined]
            return True
        targets, _ = self.flow.program.resolver.targets(call)
        return not targets or any(target.function is None or self.function(target.function.id) for target in targets)

    def function(self, id_: str) -> bool:
        """Whether a function, or what it calls, uses such a thing."""
        known = self.known.get(id_)
        if known is None:
            functions = self.flow.program.functions
            below = [functions[item] for item in self.goroutines.below(id_) if item in functions]
            told = self.classes()
            known = self.known[id_] = any(
                class_ in told or class_ in self.names for item in below for class_ in _used(item)
            )
        return known

    def is_told(self, class_: str) -> bool:
        """Whether closing functions use things of a class; of no class nothing is known."""
        return not class_ or class_ in self.classes()

    def classes(self) -> frozenset[str]:
        """The fields and package variables that functions which close something use, or their callers do."""
        if self.told is None:
            functions = self.flow.program.functions
            closing: dict[str, None] = {}
            for _, use in self.flow.operations:
                if type(use.op) is Close:
                    closing[use.function.id] = None
                    closing.update(dict.fromkeys(self.goroutines.callers.get(use.function.id, ())))
                    if use.function.parent is not None:
                        closing[use.function.parent.id] = None
            self.told = frozenset(
                class_ for id_ in closing if id_ in functions for class_ in _used(functions[id_], False)
            )
            self.names = frozenset(class_.rpartition(".")[2] for class_ in self.told)
        return self.told


def _used(function: Function, returned: bool = True) -> Iterator[str]:
    """The classes of fields and package variables a function asks, assigns or calls methods of, or returns something of."""
    for block in function.blocks:
        for op in block.ops:
            kind = type(op)
            if kind is Branch or kind is Call or (kind is Return and returned):
                for value in operands(op):
                    yield from _classes(value)
            elif kind is Assign:
                if not _is_new(op.target):  # type: ignore[attr-defined]
                    yield from _classes(op.target)  # type: ignore[attr-defined]
                if returned:
                    yield from _classes(op.value)  # type: ignore[attr-defined]


def _picks_turn(cond: Operation) -> bool:
    """Whether a condition holds in one turn of a loop."""
    return cond.op in ("==", "!=") and any(type(item) is Var and item.loop_var for item in cond.operands)


def _is_new(value: Value) -> bool:
    """Whether a place is a part of an object made there."""
    while type(value) is FieldOf or type(value) is Elem:
        value = value.base
    return type(value) is Alloc


def _classes(value: Value) -> Iterator[str]:
    kind = type(value)
    if kind is FieldOf or kind is Global:
        class_ = class_of(value)
        if class_:
            yield class_
    elif kind is Operation:
        for item in value.operands:  # type: ignore[attr-defined]
            yield from _classes(item)
    elif kind is Pure:
        yield from _FIELDS.findall(value.text)  # type: ignore[attr-defined]
    elif kind is MethodRef or kind is InterfaceMethod:
        yield from _classes(value.recv)  # type: ignore[attr-defined]
    elif kind is Elem:
        yield from _classes(value.base)  # type: ignore[attr-defined]

"""Concrete types behind interface values: what the program is seen to put where a value comes from.

Field-based, as function values are: all values ever stored under a type and field, passed for a parameter at known calls,
returned, or sent. What is found may be there; what is not found may be there too, put by somebody the program does not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.ir.function import Function
from gostatic.ir.lower_expr import owner_of
from gostatic.ir.ops import Assign, Call, Send, call_in
from gostatic.ir.values import (
    Alloc,
    CallResult,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    MethodRef,
    Received,
    Value,
    Var,
    class_of,
)

if TYPE_CHECKING:
    from gostatic.callgraph.program import Program

# So many hops (variable to parameter to field ...) a value is followed, and so many values are looked at for one question.
MAX_HOPS = 8
MAX_VALUES = 200


class Kinds:
    """Asked on demand: the index over all operations is made at the first question."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.stored: dict[str, list[Value]] = {}
        self.passed: dict[Var, list[Value]] = {}
        self.elements: dict[Alloc, list[Value]] = {}
        self.indexed = False

    def may_be(self, value: Value, function: Function) -> bool:
        """Whether the program puts an object with that method where an interface value comes from."""
        symbol = function.symbol
        return symbol is not None and f"{symbol.pkg}.{symbol.recv}" in self.of(value)

    def of(self, value: Value) -> frozenset[str]:
        """The concrete types seen behind a value, as ``import/path.Type``."""
        if not self.indexed:
            self.index()
        found: set[str] = set()
        seen: set[object] = set()
        pending: list[tuple[Value, int]] = [(value, 0)]
        while pending and len(seen) < MAX_VALUES:
            item, hops = pending.pop()
            kind = type(item)
            key = id(item) if kind in (Var, CallResult, Alloc) else class_of(item)
            if key in seen or hops > MAX_HOPS:
                continue
            seen.add(key)
            if kind is Alloc:
                found.add(item.type)  # type: ignore[attr-defined]
                continue
            pending.extend((source, hops + 1) for source in self.sources(item, found))
        found.discard("")
        return frozenset(found)

    def sources(self, value: Value, found: set[str]) -> list[Value]:
        """The values one value may be; a type its declaration tells is added to what was found."""
        kind = type(value)
        if kind is Var:
            var: Var = value  # type: ignore[assignment]
            declared = self.declared(var)
            if declared:
                found.add(declared)
                return []
            return [*var.defs, *self.passed.get(var, ())]
        if kind is CallResult:
            targets, _ = self.program.resolver.targets(value.call)  # type: ignore[attr-defined]
            return [
                returned
                for target in targets
                if target.function is not None
                for returned in self.program.resolver.results(target.function, value.index)  # type: ignore[attr-defined]
            ]
        if kind is Elem:
            return [*self.stored.get(class_of(value), ()), *self.elements_of(value.base)]  # type: ignore[attr-defined]
        if kind is FieldOf or kind is Global:
            return self.stored.get(class_of(value), [])
        if kind is Received:
            return self.stored.get(f"{class_of(value.chan)}<-", [])  # type: ignore[attr-defined]
        return []

    def elements_of(self, container: Value) -> list[Value]:
        """What literals put into a container, such as the list in a package variable."""
        made = container.defs if type(container) is Var else self.stored.get(class_of(container), [])
        return [value for alloc in (container, *made) if type(alloc) is Alloc for value in self.elements.get(alloc, ())]

    def declared(self, var: Var) -> str:
        """The concrete type of a parameter, "" when it is an interface or nothing is known."""
        symbol = var.owner.symbol
        if var.kind != "param" or symbol is None:
            return ""
        index = var.index - var.owner.has_recv
        if index < 0:
            return f"{symbol.pkg}.{symbol.recv}"
        params = self.program.types.signature(symbol).params
        if index >= len(params) or self.program.types.interface_methods(params[index]):
            return ""
        return owner_of(params[index])

    def index(self) -> None:
        """One walk over all operations: what is stored, sent and passed where."""
        self.indexed = True
        for _, op in self.program.operations():
            kind = type(op)
            if kind is Assign:
                target = op.target  # type: ignore[attr-defined]
                if type(target) is Elem and type(target.base) is Alloc:
                    self.elements.setdefault(target.base, []).append(op.value)  # type: ignore[attr-defined]
                if type(target) is FieldOf or type(target) is Elem or type(target) is Global:
                    class_ = class_of(target)
                    if class_:
                        self.stored.setdefault(class_, []).append(op.value)  # type: ignore[attr-defined]
                        continue
            elif kind is Send:
                self.stored.setdefault(f"{class_of(op.chan)}<-", []).append(op.value)  # type: ignore[attr-defined]
                continue
            call = call_in(op)
            if call is not None and call.args:
                self.note_arguments(call)

    def note_arguments(self, call: Call) -> None:
        """Notes what a call passes to a declared function."""
        callee = call.callee
        if type(callee) is not FuncRef and type(callee) is not MethodRef:
            return
        function = self.program.by_symbol.get(callee.symbol)
        if function is None:
            return
        offset = int(type(callee) is MethodRef)
        for param, argument in zip(function.params[offset:], call.args, strict=False):
            self.passed.setdefault(param, []).append(argument)

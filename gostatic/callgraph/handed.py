"""Functions handed to the object that they know: by an option, a setting or a method, wherever it is kept then.

``b = New(WithHook(func() { b.Count() }))`` and ``b.Listen(func() { b.Count() })``: whoever calls such a function through a field
of an object of ``b``'s type, or of a part of one, is taken to be ``b``. It matters neither by which ways the function came into
the field nor how many fields lie between, so options, configurations and setters that call setters need not be understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from gostatic.callgraph.relations import BACK, HeldIn, functions_in, is_made, joined, outer_variables, steps_to
from gostatic.ir.lower_expr import owner_of
from gostatic.ir.ops import Call
from gostatic.ir.values import (
    Alloc,
    CallResult,
    Closure,
    Elem,
    FieldOf,
    FuncRef,
    MethodRef,
    Path,
    Value,
    Var,
    path_of,
)
from gostatic.types.model import UNKNOWN, Named, Struct, Type, Unknown
from gostatic.types.universe import FuncSymbol

if TYPE_CHECKING:
    from gostatic.types.universe import Types

# How deep functions are looked for in what is handed over: an option in a list of options in a setting.
MAX_DEPTH = 3
_HOLDING = frozenset((Closure, MethodRef, CallResult, Var, Alloc))


class Known(NamedTuple):
    """A variable of a function that is handed over, and how it is reached from the object of type ``owner`` that is given it."""

    var: Var
    steps: tuple[str, ...]
    owner: str


class Handed:
    """Collected once per program; asked for each function value that was kept in a field and is called from there."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.calls: list[tuple[Value, Call, int]] = []
        # The functions in the fields of an object under construction, and in those of a setting in a variable.
        self.inside: dict[Value, list[Value]] = {}
        self.known: dict[int, list[Known]] = {}
        # Parameters that are put into fields which hold functions.
        self.kept: set[Var] = set()

    def note_made(self, target: Value, result: CallResult) -> None:
        """Takes ``target = F(…)`` into account."""
        for argument in result.call.args:
            if type(argument) in _HOLDING:
                self.calls.append((target, result.call, result.index))
                return

    def note_call(self, call: Call) -> None:
        """Takes ``x.Method(…)`` with a function among its arguments into account."""
        callee = call.callee
        if type(callee) is MethodRef and any(type(argument) in (Closure, MethodRef) for argument in call.args):
            self.calls.append((callee.recv, call, -1))

    def note_stored(self, target: Value, value: Value) -> None:
        """Takes a function in a field of a value in sight into account."""
        root = target
        while isinstance(root, (FieldOf, Elem)):
            root = root.base
        if type(root) is Alloc or (type(root) is Var and root.kind == "local"):
            self.inside.setdefault(root, []).append(value)

    def finish(self, held_in: HeldIn, made_in: Callable[[FuncSymbol, int], str]) -> None:
        """Finds what each function knows of the object it is handed to; ``made_in`` tells the type of what a function makes."""
        for target, call, index in self.calls:
            place = path_of(target)
            if place is None:
                continue
            found = [
                (item, var, steps)
                for item in self.functions_within(call.args, MAX_DEPTH)
                for var in outer_variables(item)
                if (steps := steps_to(var, place, None, held_in)) is not None
            ]
            owner = self.owner(call, index, made_in) if found else ""
            for item, var, steps in found if owner else ():
                self.known.setdefault(id(item), []).append(Known(var, steps, owner))
        self.calls.clear()

    def owner(self, call: Call, index: int, made_in: Callable[[FuncSymbol, int], str]) -> str:
        """The type of the object a call is made of (``index`` -1) or makes as its result, "" when it is not known."""
        callee = call.callee
        if type(callee) is not MethodRef and type(callee) is not FuncRef:
            return ""
        symbol = callee.symbol
        if index < 0:
            return f"{symbol.pkg}.{symbol.recv}"
        results = self.types.signature(symbol).results
        if index >= len(results) or type(results[index]) is Unknown:
            return ""
        return made_in(symbol, index) if self.types.interface_methods(results[index]) else owner_of(results[index])

    def functions_within(self, values: Iterable[Value], depth: int) -> Iterator[Value]:
        """The literals and methods among some values, in the calls that make them, and in the fields they are made with."""
        for value in values:
            kind = type(value)
            if kind is CallResult:
                if is_made(value):
                    yield value  # it may be a function that knows what its maker was given
                if depth:
                    yield from self.functions_within(value.call.args, depth - 1)  # type: ignore[attr-defined]
                continue
            yield from functions_in(value)
            if kind is Alloc or kind is Var:
                yield from self.inside.get(value, ())
            if kind is Var and depth and value.kind == "local":  # type: ignore[attr-defined]
                held = [item for item in value.defs if type(item) is Alloc or type(item) is CallResult]  # type: ignore[attr-defined]
                yield from self.functions_within(held, depth - 1)

    def binding(self, value: Value, path: Path) -> dict[Var, Path | None]:
        """What a function called through a field of the object at ``path`` knows that object, or what it is in, as."""
        found: dict[Var, Path | None] = {}
        for known in self.known.get(id(value), ()):
            if known.var not in found:
                base = self.object_of(known.owner, path)
                if base is not None:
                    found[known.var] = joined(base, known.steps)
        return found

    def object_of(self, owner: str, path: Path) -> Path | None:
        """The object of a type that a path leads through, or whose part it begins at."""
        types = self.types_along(path)
        for length in range(len(types), 0, -1):
            if types[length - 1][1] == owner:
                return path[:length]
        if not types or not types[0][1] or type(path[0]) is not Var:
            return None
        pkg, _, name = owner.rpartition(".")
        under = self.types.underlying(Named(pkg, name))
        fields = under.fields if type(under) is Struct else ()
        holding = [field.name for field in fields if owner_of(field.type) == types[0][1]]
        return (path[0], f"{BACK}{holding[0]}") if len(holding) == 1 else None

    def type_of(self, var: Var) -> Type:
        """The type of a variable, a parameter's by its function's header."""
        symbol = var.owner.symbol
        if var.kind == "param" and symbol is not None:
            index = var.index - var.owner.has_recv
            if index < 0:
                return Named(symbol.pkg, symbol.recv)
            params = self.types.signature(symbol).params
            return params[index] if index < len(params) else UNKNOWN
        return self.types.local_type(var)

    def types_along(self, path: Path) -> list[tuple[Type, str]]:
        """The types on the way along a path, as far as they are known, each with its class."""
        root = path[0]
        if type(root) is not Var:
            return []
        type_ = self.type_of(root)
        found = [(type_, owner_of(type_))]
        for part in path[1:]:
            member = self.types.member(type_, str(part))
            if member is None:
                break
            type_ = member.type
            found.append((type_, owner_of(type_)))
        return found

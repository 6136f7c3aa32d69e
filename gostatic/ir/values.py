"""Values of the IR: what an operand is, with every name resolved.

Dereference and address-of are dropped: a lock, channel or WaitGroup is the same object through its pointer. A value that no
analysis asks about is ``OPAQUE``. Identity for analyses is the *path* of a value (see :func:`path_of`), never its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gostatic.base.value import Value as Value
from gostatic.types.universe import FuncSymbol, LocalVar

if TYPE_CHECKING:
    from gostatic.ir.function import Function
    from gostatic.ir.ops import Call
    from gostatic.types.model import Type

# Longer access paths fold into their prefix: may alias more, never less.
MAX_FIELDS = 6


class Var(LocalVar):
    """A parameter, result or local variable; the same object in the function that declares it and in its closures.

    ``kind`` is param, result or local; ``index`` the position among parameters (receiver first) or results; ``defs`` are all
    values ever assigned to it, in source order; ``owner`` the declaring function; ``loop`` whether it is declared inside a
    loop of its function (the loop's number: each turn has a new instance); ``loop_var`` is the number of the loop whose
    iteration variable it is (0 for none); ``uid`` numbers the variables of one outermost function.
    """

    __slots__ = ("captured", "defs", "index", "kind", "loop", "loop_var", "owner", "uid")

    captured: bool
    defs: list[Value]
    index: int
    kind: str
    loop: int
    loop_var: int
    owner: Function
    uid: int

    def __repr__(self) -> str:
        return f"{self.name}#{self.uid}"


class Global(Value):
    """A package-level variable by its symbol's id (``import/path.name``)."""

    __slots__ = ("id",)

    def __init__(self, id: str) -> None:
        self.id = id


class FieldOf(Value):
    """``base.name``; ``owner`` is the class of the struct that declares the field (``import/path.Type``), "" if unknown."""

    __slots__ = ("base", "name", "owner")

    def __init__(self, base: Value, name: str, owner: str) -> None:
        self.base, self.name, self.owner = base, name, owner


class Elem(Value):
    """An element of a slice, array or map; ``key`` is the text of a constant or variable index, "" when it says nothing."""

    __slots__ = ("base", "key")

    def __init__(self, base: Value, key: str) -> None:
        self.base, self.key = base, key


class Const(Value):
    """A constant; ``value`` is None for nil."""

    __slots__ = ("value",)

    def __init__(self, value: int | str | bool | None) -> None:
        self.value = value


class FuncRef(Value):
    """A declared function, or a method by expression (the receiver is then its first parameter)."""

    __slots__ = ("symbol",)

    def __init__(self, symbol: FuncSymbol) -> None:
        self.symbol = symbol


class MethodRef(Value):
    """A method of a concrete type bound to a receiver (called, or kept as a method value)."""

    __slots__ = ("recv", "symbol")

    def __init__(self, recv: Value, symbol: FuncSymbol) -> None:
        self.recv, self.symbol = recv, symbol


class InterfaceMethod(Value):
    """A method of an interface value: ``owner`` is the class of the interface that declares it ("" when unnamed)."""

    __slots__ = ("name", "owner", "recv", "type")

    def __init__(self, recv: Value, owner: str, name: str, type: Type) -> None:
        self.recv, self.owner, self.name, self.type = recv, owner, name, type


class Closure(Value):
    """A function literal."""

    __slots__ = ("function",)

    def __init__(self, function: Function) -> None:
        self.function = function


class Builtin(Value):
    """A predeclared function as callee."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class MakeChan(Value):
    """``make(chan T, capacity)``: ``capacity`` is 0, a number, or None when not constant; then ``size`` is the variable."""

    __slots__ = ("capacity", "file", "pos", "size")

    def __init__(self, file: str, pos: int, capacity: int | None, size: Value | None = None) -> None:
        self.file, self.pos, self.capacity, self.size = file, pos, capacity, size


class Alloc(Value):
    """A fresh value: composite literal, ``new``, ``make`` of a map or slice; ``type`` is its class or ""."""

    __slots__ = ("file", "pos", "type")

    def __init__(self, file: str, pos: int, type: str) -> None:
        self.file, self.pos, self.type = file, pos, type


class CallResult(Value):
    """Result ``index`` of a call that the IR keeps."""

    __slots__ = ("call", "index")

    def __init__(self, call: Call, index: int) -> None:
        self.call, self.index = call, index


class Received(Value):
    """What was received from a channel."""

    __slots__ = ("chan",)

    def __init__(self, chan: Value) -> None:
        self.chan = chan


class Operation(Value):
    """``operands[0] op operands[1]`` or ``op operand``, for conditions and constants."""

    __slots__ = ("op", "operands")

    def __init__(self, op: str, operands: tuple[Value, ...]) -> None:
        self.op, self.operands = op, operands


class Pure(Value):
    """An expression known only by its text and the variables in it: equal text over unchanged variables is taken as equal."""

    __slots__ = ("text", "variables")

    def __init__(self, text: str, variables: tuple[Var, ...]) -> None:
        self.text, self.variables = text, variables


class Opaque(Value):
    """Nothing is known."""

    __slots__ = ()


OPAQUE = Opaque()
NIL = Const(None)

# (root, field, field, ...): root is a Var, or the id of a package-level variable.
Path = tuple["Var | str", ...]


def path_of(value: Value, depth: int = 0) -> Path | None:
    """The access path that names the object ``value`` is (or points to), None when there is none.

    A local variable assigned exactly once from another place is that place; a variable assigned more than once,
    from a call, an element or a receive, is a root of its own.
    """
    fields: list[str] = []
    while True:
        if type(value) is Var:
            target = alias_of(value)
            if target is None or depth > 8:
                break
            depth += 1
            value = target
        elif type(value) is FieldOf:
            fields.append(value.name)
            value = value.base
        elif type(value) is Elem:
            fields.append(f"[{value.key}]")
            value = value.base
        elif type(value) is Global:
            break
        else:
            return None
    if len(fields) > MAX_FIELDS:
        fields = fields[len(fields) - MAX_FIELDS :]
    fields.reverse()
    root: Var | str = value.id if type(value) is Global else value  # type: ignore[assignment]
    return (root, *fields)


def alias_of(var: Var) -> Value | None:
    """The place a variable stands for, when it is assigned exactly once, from a place."""
    if len(var.defs) != 1 or var.kind != "local":
        return None
    value = var.defs[0]
    if type(value) is FieldOf or type(value) is Global or (type(value) is Var and value is not var):
        return value
    if type(value) is Elem and value.key and type(value.base) is not Elem:
        return value
    return None


def class_of(value: Value, depth: int = 0) -> str:
    """The class of the object: declaring type and field (``pkg.Type.field``), package variable, or local variable.

    Instances of one class are different objects of the same role. "" when nothing is known.
    """
    if type(value) is FieldOf:
        if value.owner and (value.name != "L" or value.owner != "sync.Cond"):
            return f"{value.owner}.{value.name}"
        base = class_of(value.base, depth + 1) if depth < MAX_FIELDS else ""
        return f"{base}.{value.name}" if base else ""
    if type(value) is Elem:
        base = class_of(value.base, depth + 1) if depth < MAX_FIELDS else ""
        return f"{base}[]" if base else ""
    if type(value) is Global:
        return value.id
    if type(value) is Var:
        target = alias_of(value)
        if target is not None and depth <= MAX_FIELDS:
            return class_of(target, depth + 1)
        if value.kind == "local" and len(value.defs) == 1 and type(value.defs[0]) is Elem and depth <= MAX_FIELDS:
            return class_of(value.defs[0], depth + 1)
        return f"{value.owner.id}:{value.name}#{value.uid}"
    return ""


def last_names(classes: Iterable[str]) -> frozenset[str]:
    """The names of the fields and variables behind classes, as :func:`may_be_named` takes them."""
    last = (class_.rstrip("[]").rpartition(".")[2] for class_ in classes)
    return frozenset(name.rpartition(":")[2].partition("#")[0] for name in last)


def may_be_named(value: Value, names: frozenset[str]) -> bool:
    """Whether the class of a value may be a field or variable of one of these names: cheaper than the class itself."""
    for _ in range(2 * MAX_FIELDS):
        kind = type(value)
        if kind is FieldOf:
            return value.name in names  # type: ignore[attr-defined]
        if kind is Elem:
            value = value.base  # type: ignore[attr-defined]
        elif kind is Var:
            if value.name in names:  # type: ignore[attr-defined]
                return True
            if value.kind != "local" or len(value.defs) != 1:  # type: ignore[attr-defined]
                return False
            value = value.defs[0]  # type: ignore[attr-defined]
        else:
            return kind is Global and value.id.rpartition(".")[2] in names  # type: ignore[attr-defined]
    return True


def text_of(value: Value) -> str:
    """The source-like text of a place, for messages."""
    if type(value) is Var:
        return value.name
    if type(value) is Global:
        return value.id.rsplit("/", 1)[-1].split(".", 1)[-1]
    if type(value) is FieldOf:
        return f"{text_of(value.base)}.{value.name}"
    if type(value) is Elem:
        return f"{text_of(value.base)}[{value.key or '...'}]"
    if type(value) is CallResult:
        return f"{text_of(value.call.callee)}()"
    if type(value) is MethodRef:
        return f"{text_of(value.recv)}.{value.symbol.name}"
    if type(value) is InterfaceMethod:
        return f"{text_of(value.recv)}.{value.name}"
    if type(value) is FuncRef:
        return value.symbol.name
    if type(value) is Closure:
        return "the function literal"
    if type(value) is Builtin:
        return value.name
    if type(value) is Received:
        return f"<-{text_of(value.chan)}"
    return "it"

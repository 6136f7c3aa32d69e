"""Type parameters replaced by types, and found by unification; both bounded in size."""

from __future__ import annotations

from collections.abc import Mapping

from gostatic.types.model import (
    UNKNOWN,
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    StructField,
    Tuple,
    Type,
    TypeParam,
)

# A type made by substitution has at most this many nodes and levels; what is beyond becomes unknown. Without it a
# generic type that contains a larger instance of itself would grow for ever.
MAX_TYPE_NODES = 4000
MAX_TYPE_LEVELS = 40

Arguments = Mapping[str, Type]


def has_params(type_: Type) -> bool:
    """Whether a type mentions a type parameter (looks at no more than MAX_TYPE_NODES nodes)."""
    pending: list[Type] = [type_]
    for _ in range(MAX_TYPE_NODES):
        if not pending:
            return False
        item = pending.pop()
        if type(item) is TypeParam:
            return True
        pending.extend(_children(item))
    return True


def _children(item: Type) -> list[Type]:
    if type(item) is Named:
        return list(item.args)
    if type(item) is Pointer or type(item) is Slice or type(item) is Array or type(item) is Chan:
        return [item.elem]
    if type(item) is Map:
        return [item.key, item.value]
    if type(item) is Signature:
        return [*item.params, *item.results]
    if type(item) is Struct:
        return [field.type for field in item.fields]
    if type(item) is Interface:
        return [*(method for _, method in item.methods), *item.embeds]
    if type(item) is Tuple:
        return list(item.types)
    return []


def _weight(type_: Type) -> int:
    """The number of nodes of a type, counted up to the bound."""
    pending: list[Type] = [type_]
    count = 0
    while pending and count <= MAX_TYPE_NODES:
        count += 1
        pending.extend(_children(pending.pop()))
    return count


class _Substitution:
    """One replacement: the arguments, and how many nodes may still be made."""

    __slots__ = ("arguments", "room", "weights")

    def __init__(self, arguments: Arguments) -> None:
        self.arguments, self.room = arguments, MAX_TYPE_NODES
        self.weights: dict[str, int] = {}

    def param(self, item: TypeParam) -> Type:
        found = self.arguments.get(item.name)
        if found is None:
            return item
        weight = self.weights.get(item.name)
        if weight is None:
            weight = self.weights[item.name] = _weight(found)
        self.room -= weight
        return found if self.room > 0 else UNKNOWN

    def apply(self, item: Type, level: int) -> Type:
        self.room -= 1
        if self.room <= 0 or level > MAX_TYPE_LEVELS:
            return UNKNOWN
        level += 1
        if type(item) is TypeParam:
            return self.param(item)
        if type(item) is Named:
            args = item.args
            return Named(item.pkg, item.name, self.all(args, level)) if args else item
        if type(item) is Pointer:
            return Pointer(self.apply(item.elem, level))
        if type(item) is Slice:
            return Slice(self.apply(item.elem, level))
        if type(item) is Array:
            return Array(self.apply(item.elem, level), item.length)
        if type(item) is Chan:
            return Chan(self.apply(item.elem, level), item.direction)
        if type(item) is Map:
            return Map(self.apply(item.key, level), self.apply(item.value, level))
        if type(item) is Signature:
            return self.signature(item, level)
        if type(item) is Struct:
            fields = item.fields
            return Struct(
                tuple([StructField(field.name, self.apply(field.type, level), field.embedded) for field in fields])
            )
        if type(item) is Interface:
            methods = tuple([(name, self.signature(method, level)) for name, method in item.methods])
            return Interface(methods, self.all(item.embeds, level))
        if type(item) is Tuple:
            return Tuple(self.all(item.types, level))
        return item

    def signature(self, item: Signature, level: int) -> Signature:
        return Signature(self.all(item.params, level), self.all(item.results, level), item.variadic)

    def all(self, items: tuple[Type, ...], level: int) -> tuple[Type, ...]:
        return tuple([self.apply(item, level) for item in items])


def substitute(type_: Type, arguments: Arguments) -> Type:
    """``type_`` with its type parameters replaced by name, all at once; parameters not in ``arguments`` stay."""
    if not arguments:
        return type_
    return _Substitution(arguments).apply(type_, 0)


def unify(param: Type, argument: Type, names: frozenset[str], found: dict[str, Type], level: int = 0) -> None:
    """Matches a parameter's type with an argument's and notes in ``found`` what the type parameters ``names`` must be.

    The first match of a name stays. Types that do not match are left alone: this serves inference, not checking.
    Named types are matched by name; looking through them is the caller's part.
    """
    if level > MAX_TYPE_LEVELS:
        return
    if type(param) is TypeParam:
        name = param.name
        if name in names and name not in found and argument != UNKNOWN:
            found[name] = argument
        return
    if type(param) is not type(argument) or type(param) is Struct or type(param) is Interface:
        return
    if type(param) is Named and type(argument) is Named and param[:2] != argument[:2]:
        return
    if type(param) is Signature and type(argument) is Signature and len(param.params) != len(argument.params):
        return
    for one, other in zip(_children(param), _children(argument), strict=False):
        unify(one, other, names, found, level + 1)

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
MAX_TYPE_NODES = 1000
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
    kind = type(item)
    if kind is Named:
        return list(item.args)  # type: ignore[union-attr]
    if kind is Pointer or kind is Slice or kind is Array or kind is Chan:
        return [item.elem]  # type: ignore[union-attr]
    if kind is Map:
        return [item.key, item.value]  # type: ignore[union-attr]
    if kind is Signature:
        return [*item.params, *item.results]  # type: ignore[union-attr]
    if kind is Struct:
        return [field.type for field in item.fields]  # type: ignore[union-attr]
    if kind is Interface:
        return [*(method for _, method in item.methods), *item.embeds]  # type: ignore[union-attr]
    if kind is Tuple:
        return list(item.types)  # type: ignore[union-attr]
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
        kind = type(item)
        level += 1
        if kind is TypeParam:
            return self.param(item)  # type: ignore[arg-type]
        if kind is Named:
            args = item.args  # type: ignore[union-attr]
            return item._replace(args=self.all(args, level)) if args else item
        if kind is Pointer:
            return Pointer(self.apply(item.elem, level))  # type: ignore[union-attr]
        if kind is Slice:
            return Slice(self.apply(item.elem, level))  # type: ignore[union-attr]
        if kind is Array or kind is Chan:
            return item._replace(elem=self.apply(item.elem, level))  # type: ignore[union-attr,call-arg]
        if kind is Map:
            return Map(self.apply(item.key, level), self.apply(item.value, level))  # type: ignore[union-attr]
        if kind is Signature:
            return self.signature(item, level)  # type: ignore[arg-type]
        if kind is Struct:
            fields = item.fields  # type: ignore[union-attr]
            return Struct(
                tuple([StructField(field.name, self.apply(field.type, level), field.embedded) for field in fields])
            )
        if kind is Interface:
            methods = tuple([(name, self.signature(method, level)) for name, method in item.methods])  # type: ignore[union-attr]
            return Interface(methods, self.all(item.embeds, level))  # type: ignore[union-attr]
        if kind is Tuple:
            return Tuple(self.all(item.types, level))  # type: ignore[union-attr]
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
    kind = type(param)
    if kind is TypeParam:
        name = param.name  # type: ignore[union-attr]
        if name in names and name not in found and argument != UNKNOWN:
            found[name] = argument
        return
    if kind is not type(argument):
        return
    if kind is Named and (param.pkg, param.name) != (argument.pkg, argument.name):  # type: ignore[union-attr]
        return
    if kind is Struct or kind is Interface:
        return
    left, right = _children(param), _children(argument)
    if kind is Signature and len(param.params) != len(argument.params):  # type: ignore[union-attr]
        return
    for one, other in zip(left, right, strict=False):
        unify(one, other, names, found, level + 1)

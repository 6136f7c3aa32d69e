"""Go types as values: hashable, comparable, printable; no syntax in them."""

from __future__ import annotations

from typing import NamedTuple, Union


class Unknown(NamedTuple):
    """A type that could not be found out (package not read, broken source)."""

    tag: str = "unknown"


class Basic(NamedTuple):
    """A predeclared type such as ``int``, ``string``, ``error`` or ``any``; untyped constants have their default type."""

    name: str
    tag: str = "basic"


class Named(NamedTuple):
    """A declared type: import path of its package, name, type arguments (empty when not generic or not instantiated)."""

    pkg: str
    name: str
    args: tuple[Type, ...] = ()
    tag: str = "named"


class Pointer(NamedTuple):
    """``*elem``."""

    elem: Type
    tag: str = "pointer"


class Slice(NamedTuple):
    """``[]elem``."""

    elem: Type
    tag: str = "slice"


class Array(NamedTuple):
    """``[length]elem``; ``length`` is None when it is not known."""

    elem: Type
    length: int | None
    tag: str = "array"


class Map(NamedTuple):
    """``map[key]value``."""

    key: Type
    value: Type
    tag: str = "map"


class Chan(NamedTuple):
    """``chan elem``; ``direction`` is both, send or recv."""

    elem: Type
    direction: str
    tag: str = "chan"


class Signature(NamedTuple):
    """A function type without receiver; the last parameter of a variadic one is a Slice."""

    params: tuple[Type, ...]
    results: tuple[Type, ...]
    variadic: bool = False
    tag: str = "func"


class StructField(NamedTuple):
    """A field: name, type, whether embedded."""

    name: str
    type: Type
    embedded: bool = False


class Struct(NamedTuple):
    """A struct type."""

    fields: tuple[StructField, ...]
    tag: str = "struct"


class Interface(NamedTuple):
    """An interface: its own methods as (name, signature) and what it embeds (unions are left out)."""

    methods: tuple[tuple[str, Signature], ...]
    embeds: tuple[Type, ...] = ()
    tag: str = "interface"


class Tuple(NamedTuple):
    """The results of a call with more or fewer than one result."""

    types: tuple[Type, ...]
    tag: str = "tuple"


class TypeParam(NamedTuple):
    """A type parameter: its name and its constraint."""

    name: str
    constraint: Type
    tag: str = "typeparam"


# A union of classes declared above and naming each other: written as an object, since `X | Y` fails on forward names.
Type = Union[  # noqa: UP007
    Unknown, Basic, Named, Pointer, Slice, Array, Map, Chan, Signature, Struct, Interface, Tuple, TypeParam
]  # fmt: skip

UNKNOWN = Unknown()

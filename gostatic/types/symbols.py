"""What a package-level or predeclared name stands for: functions, types, variables, constants, packages, builtins.

There is one symbol object per declaration, so symbols are compared by identity (or by ``id``).
"""

from __future__ import annotations

from typing import NamedTuple

from gostatic.project.workspace import SourceFile
from gostatic.syntax import ast
from gostatic.syntax.slices import DeclSlice
from gostatic.types.model import Signature, Type, TypeParam


class Shape(NamedTuple):
    """What a function's header says: signature, receiver, its own type parameters and its receiver's."""

    signature: Signature
    receiver: tuple[str, Type] | None
    params: tuple[TypeParam, ...]
    receiver_params: tuple[str, ...]


class FuncSymbol:
    """A declared function or method.

    ``pkg`` is the import path, ``recv`` the receiver's type name ("" for a function), ``file`` and ``slice`` say where
    the declaration stands, ``library`` whether it comes from the packaged library declarations; ``id`` is ``pkg.name`` or
    ``pkg.recv.name``.
    """

    __slots__ = ("_shape", "file", "id", "library", "name", "pkg", "recv", "slice")

    def __init__(self, pkg: str, recv: str, name: str, file: SourceFile, slice: DeclSlice, library: bool) -> None:
        self.pkg, self.recv, self.name, self.file, self.slice, self.library = pkg, recv, name, file, slice, library
        self.id = f"{pkg}.{recv}.{name}" if recv else f"{pkg}.{name}"
        self._shape: Shape | None = None

    def __repr__(self) -> str:
        return f"FuncSymbol({self.id})"


class _Declared:
    """What types, variables and constants of a package have in common; ``id`` is ``pkg.name``."""

    __slots__ = ("_busy", "_type", "file", "library", "name", "pkg")

    def __init__(self, pkg: str, name: str, file: SourceFile, library: bool) -> None:
        self.pkg, self.name, self.file, self.library = pkg, name, file, library
        self._type: Type | None = None
        self._busy = False

    @property
    def id(self) -> str:
        """The import path and the name."""
        return f"{self.pkg}.{self.name}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"


class TypeSymbol(_Declared):
    """A declared type or alias; ``decl`` is its specification."""

    __slots__ = ("decl",)

    def __init__(self, pkg: str, decl: ast.TypeDecl, file: SourceFile, library: bool) -> None:
        super().__init__(pkg, decl.name, file, library)
        self.decl = decl


class VarSymbol(_Declared):
    """A package-level variable: name number ``index`` of the specification ``decl``."""

    __slots__ = ("decl", "index")

    def __init__(self, pkg: str, decl: ast.ValueDecl, index: int, file: SourceFile, library: bool) -> None:
        super().__init__(pkg, decl.names[index].name, file, library)
        self.decl, self.index = decl, index


class ConstSymbol(_Declared):
    """A package-level constant: name number ``index`` of the specification ``decl``."""

    __slots__ = ("_known", "_value", "decl", "index")

    def __init__(self, pkg: str, decl: ast.ValueDecl, index: int, file: SourceFile, library: bool) -> None:
        super().__init__(pkg, decl.names[index].name, file, library)
        self.decl, self.index = decl, index
        self._known = False
        self._value: int | float | str | bool | None = None


class PackageName:
    """The local name of an import: ``path`` is the import path it stands for."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"PackageName({self.path})"


class Universe:
    """A predeclared name: a builtin function, a basic type, ``nil``, ``true``, ``false`` or ``iota``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Universe({self.name})"


Symbol = FuncSymbol | TypeSymbol | VarSymbol | ConstSymbol

BASIC_TYPES = (
    "bool", "string", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
    "uintptr", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
TYPE_NAMES = frozenset((*BASIC_TYPES, "byte", "rune", "any", "error", "comparable"))
BUILTINS = (
    "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new", "panic",
    "print", "println", "real", "recover",
)  # fmt: skip
UNIVERSE: dict[str, Universe] = {
    name: Universe(name) for name in (*sorted(TYPE_NAMES), *BUILTINS, "nil", "true", "false", "iota")
}

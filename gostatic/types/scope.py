"""Lexical scopes: local bindings with the place from which they hold, and the file's imports around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

from gostatic.base.value import Value
from gostatic.project.workspace import SourceFile
from gostatic.syntax import ast
from gostatic.types.model import UNKNOWN, Interface, Type
from gostatic.types.package import PackageScope
from gostatic.types.symbols import UNIVERSE, PackageName, Symbol, Universe


class Binding(Protocol):
    """What a scope holds: anything with the offset from which the name is visible."""

    pos: int


_ANY = Interface(())


class LocalVar(Value):
    """A variable, parameter or result of a function; its type is found when it is asked for (``Types.local_type``).

    Made by one of the five constructors below, which return an instance of the class they are called on. ``pos`` is the
    offset from which the name is visible.
    """

    __slots__ = ("_busy", "_expr", "_extra", "_how", "_scope", "_type", "name", "pos")

    name: str
    pos: int

    @classmethod
    def _make(cls, name: str, pos: int, how: str, expr: ast.Expr | None, extra: object, scope: Scope | None) -> Self:
        var = cls.__new__(cls)
        var.name, var.pos = name, pos
        var._how, var._expr, var._extra, var._scope = how, expr, extra, scope
        var._type, var._busy = None, False
        return var

    # Set by ``_make``; dropped when the type is known, so that the syntax tree can be freed.
    _how: str
    _expr: ast.Expr | None
    _extra: object
    _scope: Scope | None
    _type: Type | None
    _busy: bool

    @classmethod
    def typed(cls, name: str, pos: int, type: Type) -> Self:
        """A variable whose type is already known."""
        var = cls._make(name, pos, "typed", None, None, None)
        var._type = type
        return var

    @classmethod
    def declared(cls, name: str, pos: int, type_expr: ast.Expr, scope: Scope, variadic: bool = False) -> Self:
        """``var name T`` or a parameter; a variadic one is a slice of ``type_expr``."""
        return cls._make(name, pos, "declared", type_expr, variadic, scope)

    @classmethod
    def from_expr(cls, name: str, pos: int, expr: ast.Expr, index: int, scope: Scope) -> Self:
        """``name := expr``; ``index`` is the position among several results, -1 for a single value."""
        return cls._make(name, pos, "expr", expr, index, scope)

    @classmethod
    def from_range(cls, name: str, pos: int, expr: ast.Expr, which: str, scope: Scope) -> Self:
        """An iteration variable of ``range expr``; ``which`` is key or value."""
        return cls._make(name, pos, "range", expr, which, scope)

    @classmethod
    def from_assert(cls, name: str, pos: int, expr: ast.Expr, type_exprs: tuple[ast.Expr, ...], scope: Scope) -> Self:
        """The variable of a type switch in one arm: of that arm's type when it names exactly one."""
        return cls._make(name, pos, "assert", expr, type_exprs, scope)

    def is_declared_channel(self) -> bool:
        """Whether it is declared with a channel type that is written out (as long as the syntax is kept)."""
        return self._how == "declared" and type(self._expr) is ast.ChanType

    def release(self) -> None:
        """Drops the syntax: a type not asked for so far is unknown from now on (frees the tree the variable holds).

        That any value is taken is kept: a channel in such a variable may be used through reflection.
        """
        if self._type is None:
            expr = self._expr
            anything = (
                self._how == "declared"
                and not self._extra
                and (
                    (type(expr) is ast.Ident and expr.name == "any")
                    or (type(expr) is ast.InterfaceType and not expr.methods and not expr.embeds)
                )
            )
            self._type = _ANY if anything else UNKNOWN
        self._expr = self._extra = self._scope = None


class LocalConst:
    """A constant declared in a function: name number ``index`` of ``decl``."""

    __slots__ = ("_busy", "_known", "_type", "_value", "decl", "index", "name", "pos", "scope")

    def __init__(self, name: str, pos: int, decl: ast.ValueDecl, index: int, scope: Scope) -> None:
        self.name, self.pos, self.decl, self.index, self.scope = name, pos, decl, index, scope
        self._type: Type | None = None
        self._busy = self._known = False
        self._value: int | float | str | bool | None = None


class LocalType:
    """A type declared in a function."""

    __slots__ = ("_named", "_resolving", "_type", "decl", "name", "pos", "scope")

    # Unlike a variable or constant, a type is visible in its own declaration.
    _busy = False

    def __init__(self, name: str, pos: int, decl: ast.TypeDecl, scope: Scope) -> None:
        self.name, self.pos, self.decl, self.scope = name, pos, decl, scope
        self._named: Type | None = None
        self._type: Type | None = None
        self._resolving = False


class LocalTypeParam(LocalType):
    """A type parameter of a function, of a type, or of a method's receiver.

    ``constraint`` is its constraint's syntax; for a receiver's it is None and ``base`` names the generic type whose
    parameter number ``index`` it renames.
    """

    __slots__ = ("base", "constraint", "index")

    def __init__(self, name: str, constraint: ast.Expr | None, base: ast.Expr | None, index: int, scope: Scope) -> None:
        # A type parameter is visible in the whole header it stands in, also before its own place.
        self.name, self.pos, self.scope = name, -1, scope
        self.constraint, self.base, self.index = constraint, base, index
        self._named = self._type = None
        self._resolving = False


Local = LocalVar | LocalConst | LocalType


class Scope:
    """One lexical block: its own bindings, the block around it (None for the outermost) and the file it lies in.

    ``memo`` holds the types already found for expressions of the same outermost block, and dies with it.
    """

    __slots__ = ("_names", "env", "memo", "parent")

    def __init__(self, parent: Scope | None, env: FileEnv) -> None:
        self.parent, self.env = parent, env
        self._names: dict[str, Local | list[Local]] | None = None
        self.memo: dict[ast.Expr, Type] = parent.memo if parent is not None else {}

    def declare(self, name: str, binding: Local) -> None:
        """Adds a binding; of several with one name in a block the last one before the place asked from holds."""
        names = self._names
        if names is None:
            self._names = {name: binding}
            return
        earlier = names.get(name)
        if earlier is None:
            names[name] = binding
        elif isinstance(earlier, list):
            earlier.append(binding)
        else:
            names[name] = [earlier, binding]

    def declares(self, name: str) -> bool:
        """Whether this block itself (not one around it) declares the name."""
        return self._names is not None and name in self._names

    def lookup(self, name: str, pos: int) -> Local | None:
        """The innermost binding of ``name`` declared at or before ``pos``, here or in the blocks around."""
        scope: Scope | None = self
        while scope is not None:
            names = scope._names
            if names is not None:
                found = names.get(name)
                if found is None:
                    pass
                elif isinstance(found, list):
                    for binding in reversed(found):
                        if binding.pos <= pos and not binding._busy:
                            return binding
                elif found.pos <= pos and not found._busy:
                    # What is being typed from its own initial value (busy) is not visible in it.
                    return found
            scope = scope.parent
        return None

    def lookup_type(self, name: str) -> LocalType | None:
        """The innermost type of that name: variables do not hide a type where only a type can stand."""
        scope: Scope | None = self
        while scope is not None:
            names = scope._names
            if names is not None:
                found = names.get(name)
                for binding in reversed(found) if isinstance(found, list) else (found,):
                    if isinstance(binding, LocalType):
                        return binding
            scope = scope.parent
        return None

    def declare_type_params(self, tparams: tuple[ast.Field, ...]) -> None:
        """Binds the type parameters of a function or type."""
        for index, field in enumerate(tparams):
            if field.name and field.name != "_":
                self.declare(field.name, LocalTypeParam(field.name, field.type, None, index, self))

    def declare_receiver(self, recv: ast.Field) -> None:
        """Binds the type parameters in a receiver such as ``(s *Set[K])``."""
        base = receiver_base(recv.type)
        for index, name in enumerate(receiver_params(recv.type)):
            if name and name != "_":
                self.declare(name, LocalTypeParam(name, None, base, index, self))


def receiver_base(expr: ast.Expr) -> ast.Expr:
    """The receiver's type name without star and type parameters."""
    while True:
        if type(expr) is ast.Star or type(expr) is ast.Index:
            expr = expr.x
        else:
            return expr


def receiver_params(expr: ast.Expr) -> tuple[str, ...]:
    """The names a receiver gives to its type's parameters ("" for what is no name)."""
    while type(expr) is ast.Star:
        expr = expr.x
    if type(expr) is not ast.Index:
        return ()
    return tuple([index.name if type(index) is ast.Ident else "" for index in expr.indices])


class FileEnv:
    """One file of a package: what names mean outside all functions, seen from this file.

    ``package`` is the package's scope and ``root`` an empty outermost block to resolve package-level syntax in.
    """

    __slots__ = (
        "_default", "_dots", "_explicit", "_find", "_likely", "_memo", "_true_names", "file", "package", "root",
    )  # fmt: skip

    def __init__(self, package: PackageScope, file: SourceFile, find: Callable[[str], PackageScope | None]) -> None:
        self.package, self.file, self._find = package, file, find
        self.root = Scope(None, self)
        self._memo: dict[str, Symbol | PackageName | Universe | None] = {}
        self._explicit: dict[str, str] | None = None
        self._default: list[str] = []
        self._likely: dict[str, list[tuple[int, int, str]]] = {}
        self._dots: list[str] = []
        self._true_names: dict[str, str] | None = None

    def lookup(self, name: str) -> Symbol | PackageName | Universe | None:
        """A package-level name, an import's local name, a dot-imported or a predeclared name; None when it is none."""
        try:
            return self._memo[name]
        except KeyError:
            found = self._memo[name] = self._lookup(name)
            return found

    def imports(self) -> tuple[str, ...]:
        """All import paths of the file, in source order."""
        return tuple([decl.path for decl in self.package.imports(self.file)])

    def _lookup(self, name: str) -> Symbol | PackageName | Universe | None:
        symbol = self.package.lookup(name)
        if symbol is not None:
            return symbol
        if self._explicit is None:
            self._read_imports()
        path = self._explicit[name] if self._explicit and name in self._explicit else self._import_named(name)
        if path is not None:
            return PackageName(path)
        for path in self._dots:
            scope = self._find(path)
            symbol = scope.lookup(name) if scope is not None and name[:1].isupper() else None
            if symbol is not None:
                return symbol
        if name in UNIVERSE:
            return UNIVERSE[name]
        return self._by_true_name(name)

    def _read_imports(self) -> None:
        self._explicit = {}
        for decl in self.package.imports(self.file):
            if decl.name == ".":
                self._dots.append(decl.path)
            elif decl.name == "":
                for rank, guess in enumerate(guess_names(decl.path)):
                    self._likely.setdefault(guess, []).append((rank, len(self._default), decl.path))
                self._default.append(decl.path)
            elif decl.name != "_":
                self._explicit.setdefault(decl.name, decl.path)

    def _import_named(self, name: str) -> str | None:
        """An import without a name of its own whose path suggests the name and whose package does not contradict it."""
        for _, _, path in sorted(self._likely.get(name, ())):
            scope = self._find(path)
            if scope is None or scope.name in ("", name):
                return path
        return None

    def _by_true_name(self, name: str) -> PackageName | None:
        """The last resort: reads the package clauses of the imports that can be read."""
        if self._true_names is None:
            self._true_names = {}
            for path in self._default:
                scope = self._find(path)
                if scope is not None:
                    self._true_names.setdefault(scope.name, path)
        path_found = self._true_names.get(name)
        return PackageName(path_found) if path_found is not None else None


def guess_names(path: str) -> tuple[str, ...]:
    """The names a package at an import path is likely to have, likeliest first (``gopkg.in/yaml.v3`` -> yaml)."""
    parts = path.split("/")
    last = parts[-1]
    names = [last]
    if last[:1] == "v" and last[1:].isdigit() and len(parts) > 1:
        # ``core/v1`` is a package v1, while ``/v2`` and above are mostly versions of a module.
        names.insert(1 if last == "v1" else 0, parts[-2])
    for name in tuple(names):
        base, dot, version = name.rpartition(".")
        if dot and version[:1] == "v" and version[1:].isdigit():
            name = base
            names.append(name)
        for affix in ("go-", "go."):
            if name.startswith(affix):
                names.append(name[len(affix) :])
        for affix in ("-go", ".go"):
            if name.endswith(affix):
                names.append(name[: -len(affix)])
        if "-" in name:
            names += (name.replace("-", "_"), name.replace("-", ""), name.rsplit("-", 1)[1])
    return tuple(dict.fromkeys(names))

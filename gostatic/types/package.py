"""A package's own names, found as text first: nothing is parsed until a declaration is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from gostatic.base.problem import Problem
from gostatic.project.workspace import SourceFile
from gostatic.syntax import ast
from gostatic.syntax.lexical import name_text
from gostatic.syntax.slices import DeclSlice
from gostatic.types.symbols import ConstSymbol, FuncSymbol, Symbol, TypeSymbol, VarSymbol

# Go letters beyond ASCII are taken byte by byte: every byte of them is a word byte.
_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_NAMES = _NAME + rb"(?:[ \t]*,[ \t\r\n]*" + _NAME + rb")*"
_HEAD = re.compile(rb"\s*(?:type|var|const)\b\s*(?:(\()|(" + _NAMES + rb"))?")
# In a group laid out as gofmt does, a specification starts one tab deep; else behind any line break, semicolon or
# parenthesis. Both may name too much (a line of a raw string): a candidate counts only when the parsed group declares it.
_NEAT = re.compile(rb"\n\t(" + _NAMES + rb")")
_LOOSE = re.compile(rb"[\n;(][ \t]*(?:/\*[^\n]*?\*/[ \t]*)?(" + _NAMES + rb")")
_SEPARATOR = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")

_Place = tuple[SourceFile, DeclSlice]


class PackageScope:
    """The package-level declarations of one package.

    ``path`` is its import path, ``name`` the name in its package clauses, ``library`` whether it stands for packaged
    library declarations. Problems met while splitting and parsing go to ``problems`` (not those of a library).
    """

    __slots__ = (
        "_files",
        "_functions",
        "_imports",
        "_index",
        "_methods",
        "_parsed",
        "_problems",
        "_slices",
        "_symbols",
        "library",
        "name",
        "path",
    )  # fmt: skip

    read: ClassVar[dict[str, None] | None] = None
    """Import paths of packages whose files were asked for, while somebody wants to know."""

    @classmethod
    @contextmanager
    def unnoted(cls) -> Iterator[None]:
        """While it lasts nobody is told which packages' files are asked for: the answer is noted in their place."""
        reading, PackageScope.read = PackageScope.read, None
        try:
            yield
        finally:
            PackageScope.read = reading

    def __init__(
        self, path: str, name: str, library: bool, files: tuple[SourceFile, ...], problems: list[Problem]
    ) -> None:
        self.path, self.name, self.library, self._files = path, name, library, files
        self._problems = problems
        self._slices: dict[str, tuple[DeclSlice, ...]] = {}
        self._imports: dict[str, tuple[ast.ImportDecl, ...]] = {}
        self._functions: list[FuncSymbol] | None = None
        self._methods: dict[str, dict[str, FuncSymbol]] = {}
        self._symbols: dict[str, Symbol] = {}
        self._index: dict[str, list[_Place]] | None = None
        self._parsed: set[tuple[str, int]] = set()

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The package's files. Who reads their text after the program is built makes the result hang on all of it."""
        self.note_read(self.path)
        return self._files

    @staticmethod
    def note_read(path: str) -> None:
        """Takes down that somebody reads the text of a package's files otherwise."""
        if PackageScope.read is not None:
            PackageScope.read[path] = None

    def slices(self, file: SourceFile) -> tuple[DeclSlice, ...]:
        """The top-level declarations of one of the package's files."""
        slices = self._slices.get(file.path)
        if slices is None:
            from gostatic.syntax.split import split

            slices, problems = split(file.text, file.path)
            self._slices[file.path] = slices
            self._report(problems)
        return slices

    def know(self, file: SourceFile, slices: tuple[DeclSlice, ...]) -> None:
        """Takes the declarations of a file from an earlier run, which had no problem with it."""
        self._slices[file.path] = slices

    def imports(self, file: SourceFile) -> tuple[ast.ImportDecl, ...]:
        """The imports of one of the package's files."""
        found = self._imports.get(file.path)
        if found is None:
            from gostatic.syntax.split import imports

            found = self._imports[file.path] = imports(file.text, self.slices(file), file.path)
        return found

    def functions(self) -> list[FuncSymbol]:
        """All functions and methods, by file and source order; every ``init`` and ``_`` is listed."""
        if self._functions is None:
            self._functions = []
            for file in self._files:
                for part in self.slices(file):
                    if part.kind == "func":
                        self._add_function(FuncSymbol(self.path, part.recv, part.name, file, part, self.library))
        return self._functions

    def _add_function(self, symbol: FuncSymbol) -> None:
        assert self._functions is not None
        self._functions.append(symbol)
        if symbol.name in ("", "_"):
            return
        if symbol.recv:
            self._methods.setdefault(symbol.recv, {}).setdefault(symbol.name, symbol)
        elif symbol.name != "init":
            self._symbols.setdefault(symbol.name, symbol)

    def methods(self, type_name: str) -> dict[str, FuncSymbol]:
        """The methods declared for a type of the package, in source order."""
        if self._functions is None:
            self.functions()
        return self._methods.get(type_name, {})

    def method(self, type_name: str, name: str) -> FuncSymbol | None:
        """One method declared for a type of the package."""
        return self.methods(type_name).get(name)

    def lookup(self, name: str) -> Symbol | None:
        """The function, type, variable or constant of that name (methods are found by ``method``)."""
        if self._functions is None:
            self.functions()
        symbol = self._symbols.get(name)
        if symbol is not None or name == "_":
            return symbol
        if self._index is None:
            self._index = self._find_names()
        for file, part in self._index.pop(name, ()):
            self._parse(file, part)
            if name in self._symbols:
                break
        return self._symbols.get(name)

    def declarations(self, file: SourceFile, part: DeclSlice) -> tuple[ast.Decl, ...]:
        """The parsed specifications of one type, var or const declaration, long literals without what is in them."""
        from gostatic.syntax.parse import parse_decls

        decls, problems = parse_decls(file.text, part, file.path, types_only=True)
        self._report(problems)
        return decls

    def variables(self) -> list[VarSymbol]:
        """All package-level variables with a name, by file and source order; parses every var declaration."""
        found: dict[VarSymbol, None] = {}
        for file in self._files:
            for part in self.slices(file):
                if part.kind == "var":
                    for name in _candidates(file, part):
                        symbol = self.lookup(name)
                        if isinstance(symbol, VarSymbol) and symbol.file is file:
                            found[symbol] = None
        return list(found)

    def _find_names(self) -> dict[str, list[_Place]]:
        index: dict[str, list[_Place]] = {}
        for file in self._files:
            for part in self.slices(file):
                if part.kind in ("type", "var", "const"):
                    for name in _candidates(file, part):
                        index.setdefault(name, []).append((file, part))
        return index

    def _parse(self, file: SourceFile, part: DeclSlice) -> None:
        key = (file.path, part.start)
        if key in self._parsed:
            return
        self._parsed.add(key)
        symbols = self._symbols
        for decl in self.declarations(file, part):
            if type(decl) is ast.TypeDecl:
                symbols.setdefault(decl.name, TypeSymbol(self.path, decl, file, self.library))
            elif type(decl) is ast.ValueDecl:
                kind = ConstSymbol if decl.kind == "const" else VarSymbol
                for index, name in enumerate(decl.names):
                    if name.name != "_" and name.name not in symbols:
                        symbols[name.name] = kind(self.path, decl, index, file, self.library)

    def _report(self, problems: list[Problem]) -> None:
        if not self.library:
            self._problems.extend(problems)

    def __repr__(self) -> str:
        return f"PackageScope({self.path})"


def _candidates(file: SourceFile, part: DeclSlice) -> Iterator[str]:
    """The names a type, var or const declaration may declare, found as text."""
    text = file.text
    head = _HEAD.match(text, part.start, part.end)
    if head is None:
        return
    if head[2] is not None:
        yield from _split_names(head[2])
        return
    if head[1] is None:
        return
    after = text[head.end() : head.end() + 2]
    pattern = _NEAT if after in (b"\n\t", b"\r\n") else _LOOSE
    for match in pattern.finditer(text, head.end() - 1, part.end):
        yield from _split_names(match[1])


def _split_names(names: bytes) -> Iterator[str]:
    if b"," not in names:
        yield name_text(names)
        return
    for name in _SEPARATOR.split(names):
        yield name_text(name)

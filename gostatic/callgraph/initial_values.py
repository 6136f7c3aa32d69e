"""Function tables: package variables whose initial values name the functions that are called through them.

``var commands = []command{{"get", runGet}}`` or ``map[state]stateFn{idle: (*machine).onIdle}``. They are looked at only when
something calls through such a variable, or through a field of a type that it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gostatic.callgraph.words import words_of
from gostatic.syntax.slices import DeclSlice
from gostatic.types.universe import FuncSymbol, PackageScope

# Longer initial values are tables of data.
MAX_TABLE = 1 << 16

_COMPOSED = re.compile(rb"(?:\bmap\[[^\]\n]*\]|\[\w*\]|&|= |\t)\*?(?:\w+\.)?([A-Za-z_]\w*)(?:\[[^\]\n]*\])?\{")
_DECLARED = re.compile(rb"^(?:var |\t)([A-Za-z_]\w*)\b", re.MULTILINE)


class InitialValues:
    """Asked while the program is lowered, with the variables and types that it calls through."""

    def __init__(self, scopes: Mapping[str, PackageScope]) -> None:
        self.scopes = scopes
        # Where declarations begin whose functions somebody may call: (file, offset).
        self.wanted: set[tuple[str, int]] = set()
        self._by_variable: dict[tuple[str, str], list[tuple[str, bytes, str, int]]] | None = None
        self._by_type: dict[str, list[tuple[str, bytes, str, int]]] = {}
        self._methods: dict[str, list[FuncSymbol]] = {}

    def named(self, variables: Iterable[tuple[str, str]], types: Iterable[str]) -> list[FuncSymbol]:
        """The functions that may be called through package variables (package, name) or fields of types, by their names."""
        if self._by_variable is None:
            self._by_variable = {}
            self._index(self._by_variable)
        found: dict[FuncSymbol, None] = {}
        tables = [table for variable in variables for table in self._by_variable.get(variable, ())]
        tables.extend(table for type_ in types for table in self._by_type.get(type_, ()))
        for path, text, file, start in tables:
            if (file, start) not in self.wanted:
                self.wanted.add((file, start))
                found.update(dict.fromkeys(self._functions_in(path, text)))
        return list(found)

    def _index(self, by_variable: dict[tuple[str, str], list[tuple[str, bytes, str, int]]]) -> None:
        for path, scope in self.scopes.items():
            for symbol in scope.functions():
                if symbol.recv:
                    self._methods.setdefault(symbol.name, []).append(symbol)
            for file in scope.files:
                for item in scope.slices(file):
                    if item.kind == "var" and item.end - item.start <= MAX_TABLE:
                        self._note(path, file.text[item.start : item.end], file.path, item, by_variable)

    def _note(
        self,
        path: str,
        text: bytes,
        file: str,
        item: DeclSlice,
        by_variable: dict[tuple[str, str], list[tuple[str, bytes, str, int]]],
    ) -> None:
        if b"=" not in text:
            return
        table = (path, text, file, item.start)
        for name in dict.fromkeys(_DECLARED.findall(text)):
            by_variable.setdefault((path, name.decode()), []).append(table)
        for type_ in dict.fromkeys(_COMPOSED.findall(text)):
            self._by_type.setdefault(type_.decode(), []).append(table)

    def _functions_in(self, path: str, text: bytes) -> list[FuncSymbol]:
        """The functions of the package and the methods that a text names."""
        own = {symbol.name: symbol for symbol in self.scopes[path].functions() if not symbol.recv}
        found: dict[FuncSymbol, None] = {}
        for word in sorted(words_of(text)):
            name = word.lstrip(b".").rstrip(b"(").decode("utf-8", "replace")
            if word[:1] == b".":
                found.update(dict.fromkeys(self._methods.get(name, ())))
            elif name in own:
                found[own[name]] = None
        return list(found)

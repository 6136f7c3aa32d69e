"""Functions that nothing can run: not exported, and named nowhere but in themselves and in others of that kind.

Decided by the text of the package's files, which knows all functions, also those that are not lowered. A name in a type, a
variable or a comment for the linker keeps a function alive. A package without any root (nothing exported, no test, no main) is
an excerpt of something, and everything in it may run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.ir.function import Function
from gostatic.types.universe import FuncSymbol, PackageScope, Types

_TESTS = ("Test", "Benchmark", "Fuzz", "Example")
# Links of dead functions that name each other which are followed.
MAX_DEPTH = 4
_DIRECTIVE = re.compile(rb"//(?:go:linkname|export|go:cgo_export\w*)\b")


class Reachability:
    """Answers for the functions of a run; every answer is kept."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.asked: dict[FuncSymbol, bool] = {}
        self._dead: dict[FuncSymbol, bool] = {}
        self._rooted: dict[str, bool] = {}

    def is_dead(self, function: Function) -> bool:
        """Whether no run of the program can come to a function."""
        symbol = function.outermost.symbol
        return symbol is not None and self.of(symbol)

    def of(self, symbol: FuncSymbol) -> bool:
        """The same of a declared function. ``asked`` keeps all answers in the order of the questions."""
        known = self.asked.get(symbol)
        if known is None:
            with PackageScope.unnoted():
                known = self.asked[symbol] = self._is_dead(symbol, 0)
        return known

    def _is_dead(self, symbol: FuncSymbol, depth: int) -> bool:
        known = self._dead.get(symbol)
        if known is not None:
            return known
        scope = self.types.scope(symbol.pkg)
        if scope is None or _is_root(symbol, scope) or not self._has_root(scope):
            self._dead[symbol] = False
            return False
        if depth > MAX_DEPTH:
            return False
        self._dead[symbol] = True  # functions that only name each other are dead together
        found = not self._is_named(symbol, scope, depth)
        self._dead[symbol] = found
        return found

    def _has_root(self, scope: PackageScope) -> bool:
        known = self._rooted.get(scope.path)
        if known is None:
            known = self._rooted[scope.path] = any(_is_root(symbol, scope) for symbol in scope.functions())
        return known

    def _is_named(self, symbol: FuncSymbol, scope: PackageScope, depth: int) -> bool:
        """Whether anything that may run names a function."""
        name = symbol.name.encode()
        for file in scope.files:
            for at in _places(file.text, name):
                if file is symbol.file and symbol.slice.start <= at < symbol.slice.end:
                    continue
                if _is_comment(file.text, at):
                    continue
                holder = next(
                    (
                        each
                        for each in scope.functions()
                        if each.file is file and each.slice.start <= at < each.slice.end
                    ),
                    None,
                )
                if holder is None:
                    return True
                if holder.name == symbol.name and at < file.text.find(b"{", holder.slice.start, holder.slice.end):
                    continue  # its own declaration: another type's method of that name
                if not self._is_dead(holder, depth + 1):
                    return True
        return False


def _is_root(symbol: FuncSymbol, scope: PackageScope) -> bool:
    """Whether code outside the package, the runtime or the testing package may run a function."""
    name = symbol.name
    if name in ("main", "init", "_") and not symbol.recv:
        return True
    if symbol.file.is_test and not symbol.recv and name.startswith(_TESTS):
        return True
    return name[:1].isupper() and (bool(symbol.recv) or scope.name != "main")


def _places(text: bytes, name: bytes) -> Iterator[int]:
    """Where a name stands as a word: found literally, which is much faster than by a pattern that looks behind."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if text[at - 1 : at] not in _IN_NAMES and text[end : end + 1] not in _IN_NAMES:
            yield at
        at = text.find(name, end)


_IN_NAMES = frozenset(bytes([byte]) for byte in range(256) if byte >= 128 or chr(byte).isalnum() or byte == 95)


def _is_comment(text: bytes, at: int) -> bool:
    """Whether an offset stands in a line comment that says nothing to the linker."""
    line = text[text.rfind(b"\n", 0, at) + 1 : at]
    start = line.find(b"//")
    return start >= 0 and line.count(b'"', 0, start) % 2 == 0 and not _DIRECTIVE.match(line, start)

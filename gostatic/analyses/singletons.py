"""Types of which a program makes exactly one value: there, two locks of one class are one lock."""

from __future__ import annotations

import re

from gostatic.callgraph.program import Program
from gostatic.types.universe import Types


class Singletons:
    """Answers by the text of a type's package: how often is a value of it written, and how often is its maker called."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.known: dict[str, bool] = {}

    def is_one(self, class_: str) -> bool:
        """Whether the struct that holds a lock class (``pkg.Type.field``) is made once, where control comes once.

        Exported types of other packages than programs may be made by anybody, so only a command's types qualify, and
        package variables, which exist once anyway.
        """
        owner = class_.rpartition(".")[0]
        if ":" in class_ or not owner:
            return False
        known = self.known.get(owner)
        if known is None:
            known = self.known[owner] = self._is_made_once(owner)
        return known

    def _is_made_once(self, owner: str) -> bool:
        pkg, _, name = owner.rpartition(".")
        return bool(pkg) and self.program.types.ask(made_once, pkg, name)


def made_once(types: Types, pkg: str, name: str) -> bool:
    """Whether a type of a command is made at one place, where control comes once."""
    scope = types.scope(pkg)
    if scope is None or scope.name != "main" or not scope.files:
        return False
    word = re.escape(name.encode())
    made = re.compile(rb"(?<![\w.\]*])%b\{|\bnew\(%b\)|\bvar \w+ %b\b" % (word, word, word))
    places = [(file, match.start()) for file in scope.files for match in made.finditer(file.text)]
    listed = re.compile(rb"[\]*]%b\{[^}]" % word)
    if len(places) != 1 or any(listed.search(file.text) for file in scope.files):
        return False  # made elsewhere too, or as elements of a list or map whose type is elided
    file, offset = places[0]
    for symbol in scope.functions():
        if symbol.file is file and symbol.slice.start <= offset < symbol.slice.end:
            if symbol.name == "main" and not symbol.recv:
                return b"for " not in file.text[symbol.slice.start : offset]
            called = re.compile(rb"\b%b\(" % re.escape(symbol.name.encode()))
            calls = sum(len(called.findall(other.text)) for other in scope.files)
            return calls == 2  # its declaration and one call
    return True  # a package variable

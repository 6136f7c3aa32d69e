"""What code that nobody sees may reach: exported fields, variables and functions of packages that others import."""

from __future__ import annotations

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function


class Openness:
    """Answers for one program; ``callers`` by function id, ``handed_out`` the functions used as values: anybody may call them."""

    def __init__(self, program: Program, callers: dict[str, list[str]]) -> None:
        self.program, self.callers = program, callers
        self.handed_out: set[str] = set()

    def is_open(self, id: str) -> bool:
        """Whether code of other modules may use a package variable."""
        pkg, _, name = id.rpartition(".")
        return name[:1].isupper() and not self.is_closed_package(pkg)

    def is_open_field(self, owner: str, name: str) -> bool:
        """Whether code of other modules may use a field."""
        pkg, _, type_ = owner.rpartition(".")
        scope = self.program.types.scope(pkg)
        if scope is None or not any(True for _ in scope.functions()):
            return True
        return name[:1].isupper() and type_[:1].isupper() and not self.is_closed_package(pkg)

    def is_closed_package(self, pkg: str) -> bool:
        """Whether nobody outside the run imports a package."""
        if "internal" in pkg.split("/"):
            return True
        scope = self.program.types.scope(pkg)
        return scope is not None and scope.name == "main"

    def is_open_function(self, function: Function) -> bool:
        """Whether unknown code may call a function and use what it returns."""
        symbol = function.symbol
        if function.id in self.handed_out or function.id not in self.callers:
            return True  # who calls it is not known
        if symbol is None or function.test or not symbol.name[:1].isupper():
            return False
        if symbol.recv and not symbol.recv[:1].isupper():
            return False
        return not self.is_closed_package(symbol.pkg)

"""What code that nobody sees may reach: exported fields, variables and functions of packages that others import.

What a command of the run uses is *shown*: others may have such objects, too, but those that the command has are its own.
"""

from __future__ import annotations

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.values import InterfaceMethod, Value

# Nobody else can use it; others may, but have objects of their own; others may.
CLOSED, SHOWN, OPEN = "closed", "shown", "open"


class Openness:
    """Answers for one program; ``callers`` by function id, ``handed_out`` the functions used as values: anybody may call them."""

    def __init__(self, program: Program, callers: dict[str, list[str]]) -> None:
        self.program, self.callers = program, callers
        self.handed_out: set[str] = set()

    def of_variable(self, id: str) -> str:
        """How far a package variable may be used by code of other modules."""
        pkg, _, name = id.rpartition(".")
        return self.of_package(pkg) if name[:1].isupper() else CLOSED

    def of_field(self, owner: str, name: str) -> str:
        """How far a field may be used by code of other modules."""
        pkg, _, type_ = owner.rpartition(".")
        scope = self.program.types.scope(pkg)
        if scope is None or not any(True for _ in scope.functions()):
            return OPEN
        return self.of_package(pkg) if name[:1].isupper() and type_[:1].isupper() else CLOSED

    def of_package(self, pkg: str) -> str:
        """How far what a package exports may be used by code of other modules."""
        if "internal" in pkg.split("/"):
            return CLOSED
        scope = self.program.types.scope(pkg)
        if scope is not None and scope.name == "main":
            return CLOSED
        return SHOWN if pkg in self.program.commands_use else OPEN

    def of_function(self, function: Function) -> str:
        """How far a function may be called by code that is not seen, which may use what it returns."""
        symbol = function.symbol
        if function.id in self.handed_out or function.id not in self.callers:
            return OPEN  # who calls it is not known
        if symbol is None or function.test or not symbol.name[:1].isupper():
            return CLOSED
        if symbol.recv and not symbol.recv[:1].isupper():
            return CLOSED
        return self.of_package(symbol.pkg)


def is_own_interface(program: Program, callee: Value) -> bool:
    """Whether a call goes through an interface of the program itself: then its one known callee is meant."""
    if type(callee) is not InterfaceMethod:
        return False
    scope = program.types.scope(callee.owner.rpartition(".")[0])
    return scope is not None and not scope.library

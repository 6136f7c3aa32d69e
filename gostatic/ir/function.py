"""Functions and blocks of the IR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.base.span import Span
from gostatic.ir.ops import Assign, Branch, Jump, Op, Return

if TYPE_CHECKING:
    from gostatic.ir.values import Var
    from gostatic.types.universe import FuncSymbol


class Block:
    """A basic block: operations of which only the last is a terminator; ``succs`` are indices into the function's blocks.

    ``loop`` numbers the innermost loop the block lies in (0 for none). ``following`` holds the successors while the function
    is being lowered and blocks have no numbers yet.
    """

    __slots__ = ("following", "loop", "ops", "succs")

    def __init__(self, loop: int) -> None:
        self.ops: list[Op] = []
        self.succs: list[int] = []
        self.following: list[Block] = []
        self.loop = loop


class Function:
    """A function, method or function literal.

    ``id`` is unique in the run (``pkg.Recv.Name``, closures ``outer$1``); ``name`` is for people; ``params`` hold the receiver
    first (``has_recv``); ``parent`` is the function a literal stands in; ``closures`` the literals in it, in source order;
    ``captures`` are the variables of enclosing functions it uses, with the first use's offsets; ``loop_parents[i]`` is the
    loop around loop ``i``; ``variadic`` says
    that the last parameter takes any number of arguments; ``version`` the language version of its file.
    """

    __slots__ = (
        "blocks", "captures", "closures", "end", "file", "has_recv", "id", "loop_parents", "loop_spans", "name", "params",
        "parent", "pkg", "pos", "recovers", "results", "symbol", "test", "variadic", "version",
    )  # fmt: skip

    def __init__(
        self,
        id: str,
        name: str,
        pkg: str,
        file: str,
        pos: int,
        end: int,
        parent: Function | None,
        symbol: FuncSymbol | None,
        version: tuple[int, int],
        test: bool,
    ) -> None:
        self.id, self.name, self.pkg, self.file, self.pos, self.end = id, name, pkg, file, pos, end
        self.parent, self.symbol, self.version, self.test = parent, symbol, version, test
        self.params: list[Var] = []
        self.results: list[Var] = []
        self.has_recv = False
        self.variadic = False
        self.blocks: list[Block] = []
        self.closures: list[Function] = []
        self.captures: dict[Var, tuple[int, int]] = {}
        self.loop_parents: list[int] = [0]
        self.loop_spans: list[tuple[int, int]] = [(0, 0)]
        self.recovers = False

    def span(self, op: Op) -> Span:
        """The span of one of the function's operations."""
        return Span(self.file, op.pos, op.end)

    def matters(self) -> bool:
        """Whether the function does anything that is not mere data flow; decides if a call it is passed to is kept."""
        for block in self.blocks:
            for op in block.ops:
                if not isinstance(op, (Assign, Jump, Branch, Return)):
                    return True
        return False

    @property
    def outermost(self) -> Function:
        """The declared function this one is in (itself when it is no literal)."""
        function = self
        while function.parent is not None:
            function = function.parent
        return function

    def in_loop(self, inner: int, outer: int) -> bool:
        """Whether loop ``inner`` is ``outer`` or inside it."""
        while inner:
            if inner == outer:
                return True
            inner = self.loop_parents[inner]
        return outer == 0

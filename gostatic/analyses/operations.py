"""An index of the program's operations: by kind, by effect and by the library function they call, built in one walk.

A rule that looks for a few operations asks here, so that the number of rules does not multiply the walks.
"""

from __future__ import annotations

from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Close, Copy, Defer, Go, Op, Recv, Select, Send, call_in
from gostatic.models.effects import Kind

# The kinds kept by type; assignments and jumps are left out: there are too many of them, and nobody asks.
INDEXED = frozenset({Call, Defer, Go, Send, Recv, Close, Select, Copy})


class Place(NamedTuple):
    """An operation with its function, block and position there."""

    function: Function
    op: Op
    block: int
    position: int


class LibraryUse(NamedTuple):
    """A call of a library function: ``op`` is the call itself, or the go or defer statement it stands in."""

    place: Place
    call: Call
    target: Target

    @property
    def function(self) -> Function:
        """The function it stands in."""
        return self.place.function

    @property
    def op(self) -> Op:
        """The operation."""
        return self.place.op


class Operations:
    """Operations of a program in source order: ``of`` by type, ``having`` by effect, ``calling`` by the callee's id."""

    def __init__(self, program: Program) -> None:
        self._types: dict[type[Op], list[Place]] = {}
        self._effects: dict[Kind, list[LibraryUse]] = {}
        self._symbols: dict[str, list[LibraryUse]] = {}
        targets = program.resolver.targets
        for function in program.functions.values():
            for number, block in enumerate(function.blocks):
                for position, op in enumerate(block.ops):
                    kind = type(op)
                    if kind not in INDEXED:
                        continue
                    place = Place(function, op, number, position)
                    self._types.setdefault(kind, []).append(place)
                    call = call_in(op)
                    if call is None:
                        continue
                    for target in targets(call)[0]:
                        if target.effect is not None:
                            self._effects.setdefault(target.effect.kind, []).append(LibraryUse(place, call, target))
                        elif target.function is not None:
                            continue
                        self._symbols.setdefault(target.symbol, []).append(LibraryUse(place, call, target))

    def of(self, kind: type[Op]) -> list[Place]:
        """All operations of a type in :data:`INDEXED`."""
        return self._types.get(kind, [])

    def having(self, *kinds: Kind) -> list[LibraryUse]:
        """All calls with one of the effects, kind by kind."""
        return [use for kind in kinds for use in self._effects.get(kind, ())]

    def calling(self, *symbols: str) -> list[LibraryUse]:
        """All calls of library functions by their ids, callee by callee."""
        return [use for symbol in symbols for use in self._symbols.get(symbol, ())]

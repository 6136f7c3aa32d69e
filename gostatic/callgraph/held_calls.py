"""Which calls of a function matter to its locks: those made while something may be held, and what goroutines start with.

What is called with nothing held is judged on its own; only its own operations are looked at. So a function that takes a
lock, changes a field and gives the lock back leads nowhere, however much it calls before and after.
"""

from __future__ import annotations

from collections.abc import Container

from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Defer, Go, Return
from gostatic.ir.values import Closure, FuncRef, InterfaceMethod, MethodRef, Value, Var
from gostatic.models.effects import EFFECTS, Kind
from gostatic.types.universe import FuncSymbol

# More locks than this held at once are not counted: a release then seems to come too late, never too early.
MAX_HELD = 4

_TAKES = (Kind.ACQUIRE, Kind.TRY, Kind.PIN)
_GIVES = (Kind.RELEASE, Kind.UNPIN)
# Effects that run their argument at once, or whose order with what goroutines do counts.
_RUNS = (Kind.ONCE,)


class HeldCalls:
    """What a function calls with something held.

    ``symbols`` are declared functions and methods, ``dispatched`` (interface class, name) pairs. ``helpers`` are functions
    that take a lock for their caller, ``holding`` all that take one or start something. ``everything`` counts all calls:
    for functions that are called with something held.
    """

    def __init__(
        self, function: Function, helpers: Container[FuncSymbol], holding: Container[FuncSymbol], everything: bool
    ) -> None:
        self.helpers, self.holding = helpers, holding
        self.symbols: dict[FuncSymbol, None] = {}
        self.dispatched: dict[tuple[str, str], None] = {}
        self.seen: dict[Function, bool] = {}
        self.look(function, everything)

    def look(self, function: Function, held: bool) -> None:
        """Goes through a function's calls in every block, each with the most that may be held when it is reached."""
        if function in self.seen and (self.seen[function] or not held):
            return
        self.seen[function] = held
        blocks = function.blocks
        before = [-1] * len(blocks)
        if not blocks:
            return
        before[0] = 1 if held else 0
        pending = [0]
        while pending:
            number = pending.pop()
            after = self.through(function, number, before[number], held, False)
            for succ in blocks[number].succs:
                if after > before[succ]:
                    before[succ] = after
                    pending.append(succ)
        most = max(before)
        for number, count in enumerate(before):
            if count >= 0:
                most = max(most, self.through(function, number, count, held, True))
        for block in blocks:
            for op in block.ops:
                if type(op) is Defer:
                    self.call(op.call, held or most > 0 or self.effect(op.call.callee) is not None)
        for closure in function.closures:
            # A literal kept in a variable or passed on: it may be called with all that is ever held here.
            self.look(closure, held or most > 0)

    def through(self, function: Function, number: int, count: int, held: bool, noting: bool) -> int:
        """What may be held behind a block; ``noting`` takes its calls down."""
        for op in function.blocks[number].ops:
            kind = type(op)
            if kind is Call:
                effect = self.effect(op.callee)  # type: ignore[attr-defined]
                if effect is not None:
                    if effect in _TAKES:
                        count = min(count + 1, MAX_HELD)
                    elif effect in _GIVES and not held:
                        count = max(count - 1, 0)
                    elif noting and (effect in _RUNS or count):
                        self.arguments(op, True)  # type: ignore[arg-type]
                    continue
                if noting:
                    self.call(op, held or count > 0)  # type: ignore[arg-type]
                if _symbol(op.callee) in self.helpers:  # type: ignore[attr-defined]
                    count = min(count + 1, MAX_HELD)
            elif noting and kind is Go:
                self.call(op.call, True)  # type: ignore[attr-defined]
            elif noting and (held or count) and kind is Assign:
                self.value(op.value)  # type: ignore[attr-defined]
            elif noting and (held or count) and kind is Return:
                for value in op.values:  # type: ignore[attr-defined]
                    self.value(value)
        return count

    def effect(self, callee: Value) -> Kind | None:
        """What a library callee does to locks and the like."""
        if type(callee) is InterfaceMethod:
            row = EFFECTS.get(f"{callee.owner}.{callee.name}")
        else:
            symbol = _symbol(callee)
            row = EFFECTS.get(symbol.id) if symbol is not None else None
        return row.kind if row is not None else None

    def call(self, call: Call, held: bool) -> None:
        """Notes a call; one to a helper with nothing held is noted too, for its caller holds afterwards."""
        if held or _symbol(call.callee) in self.helpers:
            self.value(call.callee)
        self.arguments(call, held or _symbol(call.callee) in self.holding)

    def arguments(self, call: Call, held: bool) -> None:
        """Functions passed to a call: called by it under whatever is held here or there."""
        if held:
            for argument in call.args:
                if isinstance(argument, Closure):
                    self.look(argument.function, True)
                else:
                    self.value(argument)

    def value(self, value: Value) -> None:
        """Notes a function value."""
        if isinstance(value, (FuncRef, MethodRef)):
            self.symbols[value.symbol] = None
        elif isinstance(value, InterfaceMethod):
            self.dispatched[(value.owner, value.name)] = None
        elif isinstance(value, Var):
            for item in value.defs:
                if isinstance(item, (FuncRef, MethodRef)):
                    self.symbols[item.symbol] = None


def _symbol(callee: Value) -> FuncSymbol | None:
    return callee.symbol if isinstance(callee, (FuncRef, MethodRef)) else None

"""Which calls of a function matter to its locks: those made while something may be held, and what goroutines start with.

What is called with nothing held is judged on its own; only its own operations are looked at. So a function that takes a
lock, changes a field and gives the lock back leads nowhere, however much it calls before and after.
"""

from __future__ import annotations

from collections.abc import Container

from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Defer, Go, Op, Return, Yielded, Yielding
from gostatic.ir.values import CallResult, Closure, FuncRef, InterfaceMethod, MethodRef, Value, Var
from gostatic.models.effects import EFFECTS, Kind
from gostatic.types.universe import FuncSymbol

# More locks than this held at once are not counted: a release then seems to come too late, never too early.
MAX_HELD = 4

_TAKES = (Kind.ACQUIRE, Kind.TRY, Kind.PIN)
_GIVES = (Kind.RELEASE, Kind.UNPIN)
# Effects that run their argument at once, or whose order with what goroutines do counts.
_RUNS = (Kind.ONCE, Kind.GO)
# Library functions that keep a function and run it later, as nobody here holds: in a goroutine, or with a once held.
_KEEPS = frozenset((
    "sync.OnceFunc", "sync.OnceValue", "sync.OnceValues", "time.AfterFunc", "context.AfterFunc",
    "golang.org/x/sync/singleflight.Group.Do", "golang.org/x/sync/singleflight.Group.DoChan",
))  # fmt: skip


# An operation, how many locks it takes (or gives back), and what effect its callee has.
Step = tuple[Op, int, "Kind | None"]


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
        """Goes through a function's calls, each with the most that may be held when it is reached."""
        if function in self.seen and (self.seen[function] or not held):
            return
        self.seen[function] = held
        steps = [[step for op in block.ops if (step := self.step(op)) is not None] for block in function.blocks]
        deferred = [op for block in function.blocks for op in block.ops if type(op) is Defer]
        most = 1 if held else 0
        if held:
            for block in steps:
                for step in block:
                    self.note(step, True)
        elif any(takes > 0 for block in steps for _, takes, _ in block):
            most = self.flow(function, steps)
        else:
            for block in steps:
                for step in block:
                    self.note(step, False)
        for op in deferred:
            self.call(op.call, most > 0 or self.effect(op.call.callee) is not None)
        for closure in function.closures:
            # A literal kept in a variable or passed on: it may be called with all that is ever held here.
            self.look(closure, most > 0)

    def step(self, op: Op) -> Step | None:
        """An operation that counts here: with how many it takes (or, below zero, gives back) and its effect."""
        kind = type(op)
        if kind is Call:
            callee = op.callee  # type: ignore[attr-defined]
            effect = self.effect(callee)
            if effect is None:
                return op, int(_symbol(callee) in self.helpers), None
            return op, 1 if effect in _TAKES else -1 if effect in _GIVES else 0, effect
        if kind is Yielding or kind is Yielded:
            callee = op.call.callee  # type: ignore[attr-defined]
            if type(callee) is CallResult:
                callee = callee.call.callee
            found = _symbol(callee)
            if found not in self.holding and (found is None or type(op.call.callee) is not CallResult):  # type: ignore[attr-defined]
                return None
            return op, 1 if kind is Yielding else -1, None
        if kind is Go or kind is Assign or kind is Return:
            return op, 0, None
        return None

    def flow(self, function: Function, steps: list[list[Step]]) -> int:
        """Goes through the blocks of a function that is called with nothing held; returns the most that is held in it."""
        blocks = function.blocks
        before = [-1] * len(blocks)
        before[0] = 0
        pending = [0]
        while pending:
            number = pending.pop()
            after = before[number]
            for _, takes, _ in steps[number]:
                if takes:
                    after = min(max(after + takes, 0), MAX_HELD)
            for succ in blocks[number].succs:
                if after > before[succ]:
                    before[succ] = after
                    pending.append(succ)
        most = 0
        for number, count in enumerate(before):
            if count >= 0:
                for step in steps[number]:
                    self.note(step, count > 0)
                    count = min(max(count + step[1], 0), MAX_HELD)
                    most = max(most, count)
        return most

    def note(self, step: Step, held: bool) -> None:
        """Takes down what one operation calls or hands on."""
        op, _, effect = step
        kind = type(op)
        if kind is Call:
            if effect is None:
                self.call(op, held)  # type: ignore[arg-type]
            elif effect in _RUNS or (held and effect not in _TAKES and effect not in _GIVES):
                self.arguments(op, True)  # type: ignore[arg-type]
        elif kind is Go:
            self.call(op.call, True)  # type: ignore[attr-defined]
        elif held and kind is Assign:
            self.value(op.value)  # type: ignore[attr-defined]
        elif held and kind is Return:
            for value in op.values:  # type: ignore[attr-defined]
                self.value(value)

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
        symbol = _symbol(call.callee)
        if held or symbol in self.helpers:
            self.value(call.callee)
        self.arguments(call, held or symbol in self.holding or (symbol is not None and symbol.id in _KEEPS))

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

"""Operations behind which another goroutine may have come to its end: waits, receives, hand-overs."""

from __future__ import annotations

from collections.abc import Callable

from gostatic.analyses.census.flow import Flow
from gostatic.analyses.goroutines import Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, Recv, Select, Send
from gostatic.ir.values import OPAQUE, CallResult, FuncRef, InterfaceMethod, MethodRef, Value, Var
from gostatic.models.effects import Kind

_WAITS = frozenset((Kind.WAIT, Kind.JOIN, Kind.COND_WAIT))
# Library methods that come back when others are done, by name.
_JOINING_NAMES = frozenset(("Wait", "Shutdown", "Join", "Stop", "Close"))


def _none(op: Op) -> bool:
    del op
    return False


class Joins:
    """Answers whether an operation may order what others have done before what comes behind it."""

    def __init__(self, flow: Flow, goroutines: Goroutines) -> None:
        self.flow, self.goroutines = flow, goroutines
        self.known: dict[str, bool] = {}
        self.joined: dict[int, bool] = {}

    def is_join(self, op: Op) -> bool:
        """Whether an operation, not a select, may wait for another goroutine or tell it to go on."""
        kind = type(op)
        if kind is Recv:
            return self.is_spoken_on(op.chan)  # type: ignore[attr-defined]
        if kind is Send:
            return True
        if kind is Call or kind is Defer:
            return self.call_joins(op if kind is Call else op.call)  # type: ignore[attr-defined, arg-type]
        return False

    def is_spoken_on(self, chan: Value) -> bool:
        """Whether goroutines of the program send on a channel or close it; false for timers, contexts and signals."""
        if chan is OPAQUE or self.is_foreign(chan, 0):
            return False
        node = self.flow.node_of(chan)
        numbers = self.flow.pts.get(node, ())
        if not numbers:
            return True
        return any(self.flow.channels[number].of("send", "close") for number in numbers)

    def is_foreign(self, value: Value, depth: int) -> bool:
        """Whether a channel comes from a library call or field: a timer's, a context's."""
        if type(value) is Var and value.kind == "local" and len(value.defs) == 1 and depth < 3:
            return self.is_foreign(value.defs[0], depth + 1)
        if type(value) is CallResult:
            targets, _ = self.flow.program.resolver.targets(value.call)
            if targets:
                return all(target.function is None for target in targets)
            callee = value.call.callee
            return type(callee) in (MethodRef, FuncRef, InterfaceMethod)
        owner = getattr(value, "owner", "")
        return type(owner) is str and owner in ("time.Timer", "time.Ticker")

    def call_joins(self, call: Call) -> bool:
        """Whether a call may wait for others."""
        targets, _ = self.flow.program.resolver.targets(call)
        for target in targets:
            if target.function is not None:
                if self.function_joins(target.function.id):
                    return True
            elif target.effect is not None:
                if target.effect.kind in _WAITS:
                    return True
            elif target.symbol.rpartition(".")[2] in _JOINING_NAMES:
                return True
        return not targets and self.is_anybody(call.callee)

    def is_anybody(self, callee: Value) -> bool:
        """Whether a callee nobody knows may be code of the program, or a library method that waits."""
        if type(callee) is InterfaceMethod:
            scope = self.flow.program.types.scope(callee.owner.rpartition(".")[0])
            foreign = scope is None or scope.library
            return callee.name in _JOINING_NAMES or not foreign or not callee.owner
        return type(callee) not in (FuncRef, MethodRef)

    def function_joins(self, id_: str) -> bool:
        """Whether something below a function waits for others."""
        known = self.known.get(id_)
        if known is None:
            known = self.known[id_] = any(self.has_join(item) for item in self.goroutines.below(id_))
        return known

    def has_join(self, id_: str) -> bool:
        """Whether a function has such an operation itself."""
        known = self.known.get(f"{id_} itself")
        if known is None:
            function = self.flow.program.functions.get(id_)
            known = self.known[f"{id_} itself"] = function is not None and any(
                self.joins_here(op) for block in function.blocks for op in block.ops
            )
        return known

    def joins_here(self, op: Op) -> bool:
        """Like ``is_join``, with the arms of a select, without what callees do."""
        if type(op) is Select:
            return any(arm.kind == "send" or self.is_spoken_on(arm.chan) for arm in op.arms)
        if type(op) is Recv or type(op) is Send:
            return self.is_join(op)
        call = op if type(op) is Call else op.call if type(op) is Defer else None
        if call is None:
            return False
        targets, _ = self.flow.program.resolver.targets(call)
        if not targets:
            return self.is_anybody(call.callee)
        return any(
            target.function is None
            and (
                target.effect.kind in _WAITS
                if target.effect is not None
                else target.symbol.rpartition(".")[2] in _JOINING_NAMES
            )
            for target in targets
        )

    def may_come_joined(self, function: Function, goal: Op, but: Callable[[Op], bool] = _none) -> bool:
        """Whether a join may lie on a way from a function's start to an operation, which for a deferred one is its end.

        Operations for which ``but`` holds are no joins.
        """
        known = self.joined.get(id(goal))
        if known is None:
            known = self.joined[id(goal)] = self.search(function, goal, _none)
        return known and (but is _none or self.search(function, goal, but))

    def search(self, function: Function, goal: Op, but: Callable[[Op], bool]) -> bool:
        """See ``may_come_joined``."""
        late = type(goal) is Defer
        pending = [0]
        seen = {0}
        joined: set[int] = set()
        while pending:
            number = pending.pop()
            behind = number in joined
            block = function.blocks[number]
            for op in block.ops:
                if op is goal and (behind or late):
                    if behind:
                        return True
                elif type(op) is Select or (late and type(op) is Defer):
                    continue
                elif self.is_join(op) and not but(op):
                    behind = True
                    if late:
                        return True
            last = block.ops[-1]
            for arm, succ in enumerate(block.succs):
                after = behind
                if type(last) is Select and arm < len(last.arms):
                    item = last.arms[arm]
                    after = after or item.kind == "send" or self.is_spoken_on(item.chan)
                if after and late:
                    return True
                if succ not in seen or (after and succ not in joined):
                    seen.add(succ)
                    if after:
                        joined.add(succ)
                    pending.append(succ)
        return False

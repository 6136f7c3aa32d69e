"""Locks held while a goroutine waits: which of them the goroutine that would end the wait needs itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.channels import Channels, ChannelUse
from gostatic.analyses.events import Blocked, Events, Taken
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.summary import Hold, Summary
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op
from gostatic.ir.values import class_of
from gostatic.models.effects import Kind


class HeldWait(NamedTuple):
    """A blocking operation under a lock.

    ``needs`` is the operation of the other side that takes the lock first and ``wakes`` the one that would end the wait; both
    None when only the wait itself is known. ``certain`` when everyone who could end the wait needs the lock, or nobody can.
    """

    blocked: Blocked
    hold: Hold
    wakes: tuple[Function, Op] | None
    needs: tuple[Function, Op] | None
    certain: bool


class HeldWaits:
    """Finds blocking operations under locks; built once per run."""

    def __init__(
        self,
        program: Program,
        events: Events,
        summaries: dict[str, Summary],
        goroutines: Goroutines,
        channels: Channels,
    ) -> None:
        self.program = program
        self.events = events
        self.summaries = summaries
        self.goroutines = goroutines
        self.channels = channels
        self.held_at: dict[tuple[str, int], set[str]] = {}
        for blocked in events.of(Blocked):
            if blocked.event.site.inner is None:
                known = self.held_at.setdefault((blocked.function.id, id(blocked.op)), set())
                known |= {hold.class_ for hold in blocked.held}
        self.taking: dict[str, dict[int, set[str]]] = {}
        for taken in events.of(Taken):
            self.taking.setdefault(taken.function.id, {}).setdefault(id(taken.op), set()).add(taken.hold.class_)
        self.signallers: dict[str, list[tuple[Function, Op]]] | None = None

    def find(self) -> Iterator[HeldWait]:
        """All blocking operations under locks, the direct ones and those inside calls."""
        for blocked in self.events.of(Blocked):
            kind = blocked.event.kind
            for hold in blocked.held:
                if not hold.class_:
                    continue
                found = None
                if kind == "forever":
                    found = HeldWait(blocked, hold, None, None, True)
                elif kind in ("send", "recv", "range"):
                    found = self.channel(blocked, hold)
                elif kind == "cond":
                    found = self.cond(blocked, hold)
                elif kind == "wait":
                    found = HeldWait(blocked, hold, None, None, False)
                elif kind == "select":
                    found = HeldWait(blocked, hold, None, None, False)
                if found is not None:
                    yield found

    def channel(self, blocked: Blocked, hold: Hold) -> HeldWait | None:
        """A send or receive under a lock: does everyone on the other side need the lock first?"""
        class_ = blocked.event.class_
        uses = self.channels.uses.get(class_, [])
        capacity = self.channels.capacity(class_)
        if blocked.event.kind == "send":
            others = [use for use in uses if use.kind == "recv"]
            if capacity is None or capacity > 0:
                return HeldWait(blocked, hold, None, None, False)
        else:
            others = [use for use in uses if use.kind in ("send", "close")]
        others = [use for use in others if use.op is not self.innermost(blocked)]
        if not others:
            return HeldWait(blocked, hold, None, None, False)
        need: tuple[ChannelUse, tuple[Function, Op]] | None = None
        for use in others:
            first = self.needs_lock(use, hold)
            if first is None:
                return HeldWait(blocked, hold, None, None, False)
            if need is None:
                need = (use, first)
        assert need is not None
        # The other side must be somebody else, at the same time.
        place = (blocked.function, blocked.op)
        other = need[0]
        if self.goroutines.meeting(place, (other.function, other.op)) is None:
            return HeldWait(blocked, hold, None, None, False)
        return HeldWait(blocked, hold, (other.function, other.op), need[1], True)

    def innermost(self, blocked: Blocked) -> Op | None:
        """The blocking operation itself when it is direct."""
        return blocked.op if blocked.event.site.inner is None else None

    def needs_lock(self, use: ChannelUse, hold: Hold) -> tuple[Function, Op] | None:
        """The operation by which the other side must take the lock before it can serve, None when it need not."""
        if hold.class_ in self.held_at.get((use.function.id, id(use.op)), ()):
            return self.first_taking(use.function, hold) or (use.function, use.op)
        return self.must_take_before(use.function, use.op, hold, 0)

    def first_taking(self, function: Function, hold: Hold) -> tuple[Function, Op] | None:
        """The function's operation that takes a lock of the class."""
        for block in function.blocks:
            for op in block.ops:
                if hold.class_ in self.takes(function, op):
                    return function, op
        return None

    def takes(self, function: Function, op: Op) -> set[str]:
        """Lock classes an operation takes, itself or through a call."""
        found = set(self.taking.get(function.id, {}).get(id(op), ()))
        if type(op) is Call:
            targets, _ = self.program.resolver.targets(op)
            if len(targets) == 1 and targets[0].function is not None:
                summary = self.summaries.get(targets[0].function.id)
                if summary is not None:
                    found |= {event.class_ for event in summary.acquires if not event.pre}
        return found

    def must_take_before(self, function: Function, op: Op, hold: Hold, depth: int) -> tuple[Function, Op] | None:
        """Whether every way to an operation from the start of its goroutine takes a lock of the class."""
        pending = [0]
        seen = {0}
        taker: Op | None = None
        while pending:
            block = function.blocks[pending.pop()]
            stopped = False
            for item in block.ops:
                if item is op:
                    if depth >= 3:
                        return None
                    # Reached without the lock here: perhaps every caller has taken it.
                    return self.callers_take(function, hold, depth)
                if hold.class_ in self.takes(function, item):
                    taker = item if taker is None or item.pos < taker.pos else taker
                    stopped = True
                    break
            if not stopped:
                for succ in block.succs:
                    if succ not in seen:
                        seen.add(succ)
                        pending.append(succ)
        return (function, taker) if taker is not None else None

    def callers_take(self, function: Function, hold: Hold, depth: int) -> tuple[Function, Op] | None:
        """Whether all callers take the lock before they call."""
        if function.id in self.goroutines.started or self.goroutines.root(function) is not None:
            return None
        callers = self.goroutines.callers.get(function.id, [])
        found: tuple[Function, Op] | None = None
        for caller in callers:
            item = self.program.functions.get(caller)
            if item is None:
                return None
            for call in self.goroutines.calls_towards(item, function.id):
                first = self.must_take_before(item, call, hold, depth + 1)
                if first is None:
                    return None
                found = found or first
        return found

    def cond(self, blocked: Blocked, hold: Hold) -> HeldWait | None:
        """A cond wait under a lock that is not the cond's own."""
        own = own_lock(self.program, blocked)
        if own is None or own == hold.class_ or len(blocked.held) < 2 and blocked.event.site.inner is None:
            return None
        if self.signallers is None:
            self.signallers = self.collect_signallers()
        wakes = self.signallers.get(blocked.event.class_, [])
        found: tuple[Function, Op] | None = None
        needs: tuple[Function, Op] | None = None
        for function, op in wakes:
            first = self.must_take_before(function, op, hold, 0)
            if first is None:
                return HeldWait(blocked, hold, None, None, False)
            found, needs = found or (function, op), needs or first
        return HeldWait(blocked, hold, found, needs, found is not None)

    def collect_signallers(self) -> dict[str, list[tuple[Function, Op]]]:
        """Signal and Broadcast operations by the cond's class."""
        found: dict[str, list[tuple[Function, Op]]] = {}
        for function, op in self.program.operations():
            if type(op) is not Call:
                continue
            targets, _ = self.program.resolver.targets(op)
            for target in targets:
                effect = target.effect
                if effect is not None and effect.kind in (Kind.SIGNAL, Kind.BROADCAST) and target.recv is not None:
                    found.setdefault(class_of(target.recv), []).append((function, op))
        return found


def own_lock(program: Program, blocked: Blocked) -> str | None:
    """The class of the lock a cond releases while it waits: what was given to NewCond, None when unknown."""
    return program.cond_locks.get(blocked.event.class_)

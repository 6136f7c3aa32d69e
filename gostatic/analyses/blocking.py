"""Locks held while a goroutine waits: which of them the goroutine that would end the wait needs itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.channels import Channels, ChannelUse
from gostatic.analyses.events import Blocked, ContractRelease, Events, Taken
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.states import exact
from gostatic.analyses.summary import Hold, Summary
from gostatic.analyses.waits import drained, fields_in, is_bounded, op_at, reachable_without, sole
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Close, Defer, Op, Recv, Return, Select
from gostatic.ir.values import OPAQUE, FieldOf, Path, class_of
from gostatic.models.effects import Kind

# How many callers, or waits upon waits, are followed before "perhaps" is the answer.
MAX_DEPTH = 3
# How many callers are looked at in search of a loop.
MAX_CALLERS = 40


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

    @property
    def is_ring(self) -> bool:
        """Whether holder and waker stop each other by a channel and the lock (a cond's foreign lock is a simpler mistake)."""
        return self.certain and self.needs is not None and self.blocked.event.kind != "cond"


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
        self.lock_paths: dict[tuple[str, int, str], Path] = {}
        for taken in events.of(Taken):
            self.taking.setdefault(taken.function.id, {}).setdefault(id(taken.op), set()).add(taken.hold.class_)
            if taken.hold.path is not None:
                self.lock_paths[taken.function.id, id(taken.op), taken.hold.class_] = taken.hold.path
        self.signallers: dict[str, list[tuple[Function, Op]]] | None = None
        self.taken_at: dict[int, set[str]] = {}

    def find(self) -> Iterator[HeldWait]:
        """All blocking operations under locks, the direct ones and those inside calls; one per operation and lock."""
        best: dict[tuple[int, str], HeldWait] = {}
        for blocked in self.events.of(Blocked):
            origin = op_at(self.program, blocked.event.site)
            if origin is not None and is_bounded(origin[1]):
                continue
            for hold in blocked.held:
                if not hold.class_:
                    continue
                found = self.judge(blocked, hold, origin)
                if found is None:
                    continue
                if found.certain and (
                    not exact(hold.path) or strangers(hold, blocked) or not sole(self.program, blocked.event.site)
                ):
                    # Another object of the class, one of many elements, or only one of several callees waits: a suspicion.
                    found = HeldWait(blocked, hold, None, None, False)
                key = (id(blocked.op), hold.class_)
                if key not in best or (found.certain and not best[key].certain):
                    best[key] = found
        yield from best.values()

    def judge(self, blocked: Blocked, hold: Hold, origin: tuple[Function, Op] | None) -> HeldWait | None:
        """One wait under one lock; None when it ends for sure."""
        kind = blocked.event.kind
        if kind in ("forever", "call"):
            return HeldWait(blocked, hold, None, None, True)
        if kind in ("send", "recv", "range"):
            return self.channel(blocked, hold, origin)
        if kind == "cond":
            return self.cond(blocked, hold)
        if kind == "select" and origin is not None and type(origin[1]) is Select:
            return self.select(blocked, hold, origin[0], origin[1])
        return HeldWait(blocked, hold, None, None, False) if kind in ("wait", "select") else None

    def select(self, blocked: Blocked, hold: Hold, function: Function, op: Select) -> HeldWait:
        """A select under a lock ends only by an arm that somebody serves without needing the lock."""
        found: tuple[ChannelUse, tuple[Function, Op]] | None = None
        for arm in op.arms:
            need = self.everyone_needs(blocked, hold, arm.kind, class_of(arm.chan), None, op)
            if need is None:
                return HeldWait(blocked, hold, None, None, False)
            found = found or need
        if found is None:
            return HeldWait(blocked, hold, None, None, False)
        return HeldWait(blocked, hold, (found[0].function, found[0].op), found[1], True)

    def channel(self, blocked: Blocked, hold: Hold, origin: tuple[Function, Op] | None) -> HeldWait | None:
        """A send or receive under a lock: does everyone on the other side need the lock first?"""
        class_ = blocked.event.class_
        capacity = self.channels.capacity(class_)
        if origin is not None and self.served_already(origin[0], origin[1], blocked.event.kind, class_, capacity):
            return None
        kind = "send" if blocked.event.kind == "send" else "recv"
        if kind == "send" and (capacity is None or (capacity > 0 and (origin is None or not self.may_fill(*origin)))):
            return HeldWait(blocked, hold, None, None, False)
        need = self.everyone_needs(blocked, hold, kind, class_, blocked.path, origin[1] if origin else None)
        if need is None:
            return HeldWait(blocked, hold, None, None, False)
        return HeldWait(blocked, hold, (need[0].function, need[0].op), need[1], True)

    def may_fill(self, function: Function, op: Op) -> bool:
        """Whether a send is done so often that a queue fills: in turns, not once per setting of a flag, nor by a test."""
        if function.test or not self.is_repeated(function, op):
            return False
        fields: set[str] = set()
        for block in function.blocks:
            last = block.ops[-1]
            if type(last) is Branch and last.pos < op.pos:
                fields |= fields_in(last.cond)
        return not any(
            type(item) is Assign
            and type(item.target) is FieldOf
            and class_of(item.target) in fields
            and item.pos < op.pos
            for block in function.blocks
            for item in block.ops
        )

    def served_already(self, function: Function, op: Op, kind: str, class_: str, capacity: int | None) -> bool:
        """Whether a slot is free, or the channel closed, on every way to the operation."""
        if kind != "send":
            return not reachable_without(
                function, op, lambda item: type(item) is Close and class_of(item.chan) == class_
            )
        if not capacity:
            return False
        uses = self.channels.uses.get(class_, [])
        sends = [use for use in uses if use.kind == "send"]
        loops = {id(item) for block in function.blocks if block.loop for item in block.ops}
        if ":" in class_ and len(sends) <= capacity and all(use.function is function for use in sends):
            return not any(id(use.op) in loops for use in sends)
        return drained(function, op, class_)

    def everyone_needs(
        self, blocked: Blocked, hold: Hold, kind: str, class_: str, path: Path | None, own: Op | None
    ) -> tuple[ChannelUse, tuple[Function, Op]] | None:
        """Somebody who could end the wait and where that one needs the lock, when all who could need it; else None."""
        wanted = ("recv",) if kind == "send" else ("send", "close")
        others = [use for use in self.channels.all_uses(class_) if use.kind in wanted and use.op is not own]
        if not others:
            return None
        need: tuple[ChannelUse, tuple[Function, Op]] | None = None
        for use in others:
            first = self.needs_lock(use, hold, blocked)
            if first is None or self.hands_over(use.function, hold) or self.other_object(use, first, hold, path):
                return None
            need = need or (use, first)
        assert need is not None
        if self.guarded(blocked, hold, others):
            return None
        # The other side must be somebody else, at the same time.
        other = need[0]
        if self.goroutines.meeting((blocked.function, blocked.op), (other.function, other.op)) is None:
            return None
        return need

    def hands_over(self, function: Function, hold: Hold) -> bool:
        """Whether the other side gives back a lock of the class that it did not take: ours, perhaps."""
        return any(
            type(record) is ContractRelease and record.class_ == hold.class_
            for record in self.events.records.get(function.id, {}).values()
        )

    def other_object(self, use: ChannelUse, need: tuple[Function, Op], hold: Hold, path: Path | None) -> bool:
        """Whether the lock and the channel belong to one object on the other side, but to two here."""
        if need[0] is not use.function or hold.path is None or path is None or not isinstance(use.path, tuple):
            return False
        lock = self.lock_paths.get((need[0].id, id(need[1]), hold.class_))
        if lock is None or lock[:-1] != use.path[:-1] or lock[-1] != hold.path[-1] or use.path[-1] != path[-1]:
            return False
        return hold.path[:-1] != path[:-1]

    def guarded(self, blocked: Blocked, hold: Hold, others: list[ChannelUse]) -> bool:
        """Whether the wait depends on a field that the other side sets: it may wait only when it has been served."""
        fields: set[str] = set()
        for block in blocked.function.blocks:
            last = block.ops[-1]
            if hold.site.pos < last.pos < blocked.op.pos and type(last) is Branch:
                fields |= fields_in(last.cond)
        if not fields:
            return False
        return any(
            type(op) is Assign and type(op.target) is FieldOf and class_of(op.target) in fields
            for use in others
            for block in use.function.blocks
            for op in block.ops
        )

    def needs_lock(self, use: ChannelUse, hold: Hold, blocked: Blocked) -> tuple[Function, Op] | None:
        """The operation by which the other side must take the lock before it can serve, None when it need not."""
        if hold.class_ in self.held_at.get((use.function.id, id(use.op)), ()):
            return self.first_taking(use.function, hold) or (use.function, use.op)
        first = self.must_take_before(use.function, use.op, hold, 0)
        if first is None and use.kind == "recv" and ":" not in blocked.event.class_:
            # A channel of one function may be sent to once per turn: nobody is left to send when the lock is wanted.
            first = self.takes_each_turn(use.function, use.op, hold, 0)
        if first is None:
            first = self.ends_behind_lock(use, hold, blocked)
        return first

    def is_repeated(self, function: Function, op: Op) -> bool:
        """Whether a loop, of the function or of who calls or starts it, comes to an operation again: a buffer fills."""
        pending: list[tuple[Function, Op]] = [(function, op)]
        seen = {function.id}
        while pending and len(seen) < MAX_CALLERS:
            function, op = pending.pop()
            if any(block.loop and any(other is op for other in block.ops) for block in function.blocks):
                return True
            for id_ in dict.fromkeys(self.goroutines.callers.get(function.id, ())):
                caller = self.program.functions.get(id_)
                if caller is not None and id_ not in seen:
                    seen.add(id_)
                    pending.extend((caller, call) for call in self.goroutines.calls_towards(caller, function.id))
            for thread in self.goroutines.started.get(function.id, ()):
                spawner = self.program.functions.get(thread.spawner)
                if spawner is not None and thread.op is not None:
                    pending.append((spawner, thread.op))
                    seen.add(spawner.id)
        return False

    def takes_each_turn(self, function: Function, op: Op, hold: Hold, depth: int) -> tuple[Function, Op] | None:
        """Whether a receiver takes the lock between any two receives: it may be about to, while we hold it and send.

        In a loop around a select it is enough that what follows one of the arms does.
        """
        place = next(((number, block) for number, block in enumerate(function.blocks) if op in block.ops), None)
        if place is None:
            return None
        number, block = place
        starts = [[(number, block.ops.index(op) + 1)]]
        if type(op) is Select and block.loop:
            starts.extend([(succ, 0)] for succ in dict.fromkeys(block.succs))
        return next((found for start in starts if (found := self.takes_from(function, op, hold, depth, start))), None)

    def takes_from(
        self, function: Function, op: Op, hold: Hold, depth: int, pending: list[tuple[int, int]]
    ) -> tuple[Function, Op] | None:
        """Whether all ways from somewhere back to an operation take the lock; inner loops are taken to turn once."""
        taker: Op | None = None
        left = False
        seen: set[int] = set()
        while pending:
            number, start = pending.pop()
            block = function.blocks[number]
            stopped = False
            for item in block.ops[start:]:
                if item is op:
                    return None
                if hold.class_ in self.takes(function, item):
                    taker = taker or item
                    stopped = True
                    break
                left |= type(item) is Return
            if not stopped:
                for succ in entered(function, number):
                    if succ not in seen:
                        seen.add(succ)
                        pending.append((succ, 0))
        in_loop = any(op in block.ops and block.loop for block in function.blocks)
        if taker is not None and (in_loop or (not left and depth == 0)):
            return (function, taker) if in_loop or self.called_in_loop(function) else None
        return None

    def called_in_loop(self, function: Function) -> bool:
        """Whether a loop calls the function, so that one goroutine runs it again and again."""
        for id_ in self.goroutines.callers.get(function.id, ()):
            caller = self.program.functions.get(id_)
            if caller is None:
                continue
            calls = {id(call) for call in self.goroutines.calls_towards(caller, function.id)}
            if any(block.loop and any(id(op) in calls for op in block.ops) for block in caller.blocks):
                return True
        return False

    def ends_behind_lock(self, use: ChannelUse, hold: Hold, blocked: Blocked) -> tuple[Function, Op] | None:
        """``close(work); <-done`` under a lock that the worker's loop takes for each item before it ends."""
        function = use.function
        if function.parent is not None and function.id not in self.goroutines.started:
            function = function.parent  # the literal of a deferred close
        closed = {
            class_of(op.chan)
            for block in blocked.function.blocks
            for op in block.ops
            if type(op) is Close and hold.site.pos < op.pos < blocked.op.pos
        } - {""}
        for block in function.blocks:
            for op in block.ops:
                if type(op) is Recv and class_of(op.chan) in closed and block.loop:
                    for other in function.blocks:
                        taker = next((item for item in other.ops if hold.class_ in self.takes(function, item)), None)
                        if other.loop and taker is not None:
                            return function, taker
        return None

    def first_taking(self, function: Function, hold: Hold) -> tuple[Function, Op] | None:
        """The function's operation that takes a lock of the class."""
        for block in function.blocks:
            for op in block.ops:
                if hold.class_ in self.takes(function, op):
                    return function, op
        return None

    def takes(self, function: Function, op: Op) -> set[str]:
        """Lock classes an operation takes, itself or through a call."""
        known = self.taken_at.get(id(op))
        if known is not None:
            return known
        found = set(self.taking.get(function.id, {}).get(id(op), ()))
        if type(op) is Call:
            targets, _ = self.program.resolver.targets(op)
            if len(targets) == 1 and targets[0].function is not None:
                summary = self.summaries.get(targets[0].function.id)
                if summary is not None:
                    found |= {
                        event.class_ for event in summary.acquires if not event.pre and sole(self.program, event.site)
                    }
        self.taken_at[id(op)] = found
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
                    if depth >= MAX_DEPTH:
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
            places: list[Op] = []
            for call in self.goroutines.calls_towards(item, function.id):
                if type(call) is Defer:  # it runs where the function returns
                    places.extend(block.ops[-1] for block in item.blocks if type(block.ops[-1]) is Return)
                else:
                    places.append(call)
            for place in places:
                first = self.must_take_before(item, place, hold, depth + 1)
                if first is None:
                    return None
                found = found or first
        return found

    def cond(self, blocked: Blocked, hold: Hold) -> HeldWait | None:
        """A cond wait under a lock that is not the cond's own."""
        own = own_lock(self.program, blocked)
        if own is None or own == hold.class_ or (len(blocked.held) < 2 and blocked.event.site.inner is None):
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
        for function, op, call, _ in self.program.calls:
            if op is not call:
                continue
            targets, _ = self.program.resolver.targets(call)
            for target in targets:
                effect = target.effect
                if effect is not None and effect.kind in (Kind.SIGNAL, Kind.BROADCAST) and target.recv is not None:
                    found.setdefault(class_of(target.recv), []).append((function, op))
        return found


def entered(function: Function, number: int) -> list[int]:
    """Where control goes behind a block; from the head of a loop over elements into its body alone."""
    block = function.blocks[number]
    last = block.ops[-1]
    if type(last) is Branch and last.cond is OPAQUE and block.loop and len(block.succs) == 2:
        inside = [succ for succ in block.succs if function.in_loop(function.blocks[succ].loop, block.loop)]
        if len(inside) == 1:
            return inside
    return block.succs


def strangers(hold: Hold, blocked: Blocked) -> bool:
    """Whether lock and channel are fields reached from different variables: parts of different objects, perhaps."""
    if hold.path is None or ":" in hold.class_ or ":" in blocked.event.class_:
        return False
    if blocked.path is None:
        # In a test many objects of a class live side by side.
        return blocked.function.test and len(hold.path) > 1
    return len(hold.path) > 1 and len(blocked.path) > 1 and hold.path[0] is not blocked.path[0]


def own_lock(program: Program, blocked: Blocked) -> str | None:
    """The class of the lock a cond releases while it waits: what was given to NewCond, None when unknown."""
    return program.cond_locks.get(blocked.event.class_)

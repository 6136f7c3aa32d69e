"""Channels that are drained only behind a wait for those who send on them: each sender stops, so the wait never ends.

The wait is ``Wait`` for a group that counts the senders, a loop over another channel that is closed only when all of them are
done, a loop that feeds the senders and has to get rid of all it has, or one that starts them and takes a slot for each, which
the senders give back when they have sent. The receives may be in what the waiting function calls. Too early is as bad: a
channel emptied before the wait, as far as there was something in it, is no help to who sends afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.bounds import (
    MAX_ROOM,
    bound_of,
    has_room,
    header_of,
    is_fewer,
    is_over_list,
    loop_of,
)
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import API, GO, Goroutines, Thread
from gostatic.analyses.nested_slots import ACQUIRE, RELEASE
from gostatic.analyses.semaphores import GROUP as GROUP_TYPE
from gostatic.analyses.semaphores import LIMIT
from gostatic.analyses.uses import source_of
from gostatic.analyses.waitgroups import WaitGroups
from gostatic.analyses.waits import reachable_without
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Op, Recv, Select, Send, call_in
from gostatic.ir.values import Value, path_of

GROUP, LOOP, FEED, SLOT, DRY = "group", "loop", "feed", "slot", "dry"
# How far the receives are looked for in callees of the waiting function.
MAX_DEPTH = 2


class LateDrain(NamedTuple):
    """A send ``wait`` that is received only behind ``block`` in ``home``, which waits for the sender; ``drain`` would receive.

    For the ``kind`` dry the drain came before: it is ``drained``.
    """

    channel: Channel
    wait: Use
    home: Function
    block: Op
    kind: str
    drain: Op
    certain: bool
    drained: Use | None = None


def late_drains(
    flow: Flow,
    goroutines: Goroutines,
    frequency: Frequency,
    waitgroups: WaitGroups,
) -> Iterator[LateDrain]:
    """All such sends, each once, in source order of the channels."""
    seen: set[int] = set()
    search = _Search(flow, goroutines, frequency, waitgroups)
    for channel in flow.channels:
        if channel.escaped or channel.capacity is None:
            continue
        for wait in channel.of("send"):
            if wait.free or id(wait.op) in seen or flow.channels_of(wait) != [channel]:
                continue
            found = search.judge(channel, wait) or search.emptied(channel, wait)
            if found is not None:
                seen.add(id(wait.op))
                yield found


class _Search:
    """The search, with what it asks."""

    def __init__(
        self,
        flow: Flow,
        goroutines: Goroutines,
        frequency: Frequency,
        waitgroups: WaitGroups,
    ) -> None:
        self.flow, self.goroutines, self.frequency, self.waitgroups = flow, goroutines, frequency, waitgroups

    def judge(self, channel: Channel, wait: Use) -> LateDrain | None:
        """Whether a send is drained too late."""
        receives = channel.of("recv", "range")
        threads = self.goroutines.threads(wait.function.id)
        if not receives or not threads or any(thread.kind != GO for thread in threads):
            return None
        often = self.frequency.is_often(wait, channel)
        if channel.capacity and not often:
            return None
        entries = {thread.entry for thread in threads}
        for home, drains in self.homes_of(receives):
            if home.id in entries:
                return None
            for block in home.blocks:
                for op in block.ops:
                    kind = self.blocks_for(home, op, channel, wait, entries)
                    if not kind or op in drains or not all(_is_before(home, op, drain, kind) for drain in drains):
                        continue
                    if not self.is_enough(channel, wait, home, op, kind, threads):
                        return LateDrain(channel, wait, home, op, kind, drains[0], not home.test)
        return None

    def emptied(self, channel: Channel, wait: Use) -> LateDrain | None:
        """Whether the one goroutine that receives takes what is there and then waits for the senders, who go on."""
        receives = channel.of("recv", "range")
        polls = [use for use in receives if type(use.op) is Select and use.op.has_default]
        threads = self.goroutines.threads(wait.function.id)
        if not polls or (channel.capacity or 0) > MAX_ROOM or not reaches(wait.function, wait.op, wait.op):
            return None
        if not threads or any(thread.kind != GO for thread in threads):
            return None
        entries = {thread.entry for thread in threads}
        for waited in self.waitgroups.waited:
            home = waited.function
            own = self.goroutines.threads(home.id)
            if len(own) != 1 or own[0].kind == API or own[0].many or type(waited.op) is not Call:
                continue
            if any(self.goroutines.threads(use.function.id) != own for use in receives):
                continue
            poll = next((use for use in polls if self.comes_before(home, use, waited.op)), None)
            if poll is not None and self.counts(waited, entries, wait):
                return LateDrain(channel, wait, home, waited.op, DRY, poll.op, not home.test, poll)
        return None

    def comes_before(self, home: Function, use: Use, goal: Op) -> bool:
        """Whether an operation, or the call that leads to it, lies on every way to another one of a function, not behind it."""
        if use.function is home:
            steps: list[Op] = [use.op]
        else:
            steps = list(self.goroutines.calls_towards(home, use.function.id))
        return any(
            not reachable_without(home, goal, lambda item, step=step: item is step) and not reaches(home, goal, step)  # type: ignore[misc]
            for step in steps
        )

    def is_enough(
        self, channel: Channel, wait: Use, home: Function, op: Op, kind: str, threads: tuple[Thread, ...]
    ) -> bool:
        """Whether there is room, or a goroutine, for all that is sent, going by the headers of the loops."""
        headers = []
        for thread in threads:
            spawner = self.flow.program.functions.get(thread.spawner)
            headers.append(_header(spawner, thread.op) if spawner is not None and thread.op is not None else b"")
        if kind == SLOT:
            return has_room(channel, _header(home, op))
        if kind == FEED:
            own = _header(home, op)
            if bound_of(own) in (b"", *map(bound_of, headers)) or has_room(channel, own):
                return True
            return any(has_room(fed, own) for fed in self.only(op.chan) if fed.capacity)  # type: ignore[attr-defined]
        if not channel.capacity:
            return False
        # Somebody chose the room: it is too little for a loop's sends, or for a list that may be longer.
        if channel.capacity > MAX_ROOM:
            return True
        return not reaches(wait.function, wait.op, wait.op) and not any(map(is_over_list, headers))

    def homes_of(self, receives: list[Use]) -> Iterator[tuple[Function, list[Op]]]:
        """The function that does all the receives, then those that call it alone, with the operations there."""
        if any(use.function is not receives[0].function for use in receives):
            return
        home = receives[0].function
        drains: list[Op] = [use.op for use in receives]
        for _ in range(MAX_DEPTH):
            yield home, drains
            sites = self.frequency.sites_of(home.id)
            if home.id in self.goroutines.started or len(sites) != 1 or type(sites[0][1]) is not Call:
                return
            home, drains = sites[0][0], [sites[0][1]]

    def blocks_for(self, home: Function, op: Op, channel: Channel, wait: Use, entries: set[str]) -> str:
        """How an operation of the home function waits for the senders, "" if it does not."""
        if type(op) is Call:
            for waited in self.waitgroups.waited:
                if waited.op is op and self.counts(waited, entries, wait):
                    return GROUP
            if reaches(home, op, op) and (self.is_limited(home, op, entries) or self.acquires(home, op, wait, entries)):
                return SLOT
        elif type(op) is Recv and op.ranged:
            if self.closes_behind(home, op, channel, entries, wait):
                return LOOP
        elif type(op) is Send and reaches(home, op, op):
            if self.feeds(op, wait):
                return FEED
            if self.takes_slot(home, op, wait, entries):
                return SLOT
        return ""

    def counts(self, waited: object, entries: set[str], wait: Use) -> bool:
        """Whether a wait is for a group that counts one of the goroutines, which sends before it has counted down."""
        workers = self.waitgroups.workers(waited)  # type: ignore[arg-type]
        return any(
            worker.function.id in entries
            and (
                worker.path is None
                or wait.function is not worker.function
                or wait.op.pos in self.waitgroups.before_done(worker)
            )
            for worker in workers or ()
        )

    def closes_behind(self, home: Function, op: Recv, channel: Channel, entries: set[str], wait: Use) -> bool:
        """Whether the channel of a loop is closed only by who has waited for the goroutines."""
        numbers = self.flow.pts.get(self.flow.node_of(op.chan), ())
        if len(numbers) != 1:
            return False
        other = self.flow.channels[numbers[0]]
        closes = other.of("close")
        if other is channel or other.escaped or not closes:
            return False
        for use in closes:
            if use.function is home:
                return False
            waits = [waited for waited in self.waitgroups.waited if waited.function is use.function]
            if not any(
                self.counts(waited, entries, wait)
                and not reachable_without(use.function, use.op, lambda o, w=waited.op: o is w)  # type: ignore[misc]
                for waited in waits
            ):
                return False
        return True

    def feeds(self, op: Send, wait: Use) -> bool:
        """Whether a send in a loop is received only by the loop that comes to the other send, in too few goroutines."""
        return any(
            all(
                use.function is wait.function
                and reaches(use.function, use.op, wait.op)
                and reaches(use.function, wait.op, use.op)
                for use in fed.of("recv", "range")
            )
            for fed in self.only(op.chan)
        )

    def only(self, chan: Value) -> list[Channel]:
        """The one channel that a value is, when all its uses are known and somebody receives from it."""
        numbers = self.flow.pts.get(self.flow.node_of(chan), ())
        found = [self.flow.channels[number] for number in numbers]
        return found if len(found) == 1 and not found[0].escaped and found[0].of("recv", "range") else []

    def takes_slot(self, home: Function, op: Send, wait: Use, entries: set[str]) -> bool:
        """Whether a send takes a slot for the goroutine started next, which gives it back only behind the other send."""
        if not self.starts(home, loop_of(home, op), entries):
            return False
        return any(
            not has_room(slots, _header(home, op))
            and all(self.is_behind(use.function, use.op, wait) for use in slots.of("recv", "range"))
            for slots in self.only(op.chan)
        )

    def starts(self, home: Function, loop: int, entries: set[str]) -> bool:
        """Whether a loop of a function starts one of the goroutines."""
        return any(
            thread.entry in entries and thread.op is not None and home.in_loop(loop_of(home, thread.op), loop)
            for thread in self.goroutines.sites_of(home.id)
        )

    def is_behind(self, function: Function, op: Op, wait: Use) -> bool:
        """Whether an operation of a goroutine comes behind another one, be it because it is deferred."""
        if function is wait.function:
            return type(op) is Defer or not reachable_without(function, op, lambda item: item is wait.op)
        return any(
            type(item) is Defer and any(target.function is function for target in self.targets(item.call))
            for block in wait.function.blocks
            for item in block.ops
        )

    def targets(self, call: Call) -> list[Target]:
        """The possible callees of a call."""
        return self.flow.program.resolver.targets(call)[0]

    def is_limited(self, home: Function, op: Call, entries: set[str]) -> bool:
        """Whether a call starts one of the goroutines in a group that runs fewer of them at once than there are to be."""
        groups = [path_of(item.recv) for item in self.targets(op) if item.symbol == f"{GROUP_TYPE}.Go" and item.recv]
        if not groups or not any(
            thread.op is op and thread.entry in entries for thread in self.goroutines.sites_of(home.id)
        ):
            return False
        return any(
            target.symbol == LIMIT
            and target.recv is not None
            and path_of(target.recv) in groups
            and is_fewer(_argument(home, item), target.args[0] if target.args else None, _header(home, op))
            for block in home.blocks
            for item in block.ops
            if type(item) is Call
            for target in self.targets(item)
        )

    def acquires(self, home: Function, op: Call, wait: Use, entries: set[str]) -> bool:
        """Whether a call takes a slot of a weighted semaphore that a goroutine started next gives back behind its send."""
        taken = [path_of(item.recv) for item in self.targets(op) if item.symbol == ACQUIRE and item.recv]
        if not taken or not self.starts(home, loop_of(home, op), entries):
            return False
        given = [
            (function, item)
            for function in self.flow.program.functions.values()
            if function.outermost is wait.function.outermost
            for block in function.blocks
            for item in block.ops
            if (call := call_in(item)) is not None
            and any(
                target.symbol == RELEASE and target.recv is not None and path_of(target.recv) in taken
                for target in self.targets(call)
            )
        ]
        return bool(given) and all(self.is_behind(function, item, wait) for function, item in given)


def _argument(home: Function, call: Call) -> bytes:
    """The text between a call's parentheses."""
    return source_of(home)[call.pos : call.end].partition(b"(")[2].rpartition(b")")[0].strip()


def _header(function: Function, op: Op) -> bytes:
    return header_of(function, loop_of(function, op))


def _is_before(home: Function, op: Op, drain: Op, kind: str) -> bool:
    """Whether every way to a drain passes an operation, or its loop, and none leads back from it."""
    if kind in (FEED, SLOT):
        loop = loop_of(home, op)
        return reaches(home, op, drain) and not (loop and home.in_loop(loop_of(home, drain), loop))
    return not reachable_without(home, drain, lambda item: item is op) and not reaches(home, drain, op)

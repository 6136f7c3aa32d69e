"""Channels that are drained only behind a wait for those who send on them: each sender stops, so the wait never ends.

The wait is ``Wait`` for a group that counts the senders, a loop over another channel that is closed only when all of them are
done, or a loop that feeds the senders and has to get rid of all it has. The receives may be in what the waiting function calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.analyses.waitgroups import WaitGroups
from gostatic.analyses.waits import reachable_without
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Recv, Send

GROUP, LOOP, FEED = "group", "loop", "feed"
# A loop over the elements of a list in a variable: how many there are is not known.
_LIST = re.compile(rb"^for \w+, *\w+ :?= range [\w.]+ *\{?$")
# ``n`` of ``i < n`` and of ``range n``.
_BOUND = re.compile(rb"<=? *([^;{]+);|\brange +([^{]+)")
# More room than that was counted by somebody.
MAX_ROOM = 8
# How far the receives are looked for in callees of the waiting function.
MAX_DEPTH = 2


class LateDrain(NamedTuple):
    """A send ``wait`` that is received only behind ``block`` in ``home``, which waits for the sender; ``drain`` would receive."""

    channel: Channel
    wait: Use
    home: Function
    block: Op
    kind: str
    drain: Op
    certain: bool


def late_drains(
    flow: Flow,
    goroutines: Goroutines,
    frequency: Frequency,
    waitgroups: WaitGroups,
    text_of_file: Callable[[str], bytes],
) -> Iterator[LateDrain]:
    """All such sends, each once, in source order of the channels."""
    seen: set[int] = set()
    search = _Search(flow, goroutines, frequency, waitgroups, text_of_file)
    for channel in flow.channels:
        if channel.escaped or channel.capacity is None:
            continue
        for wait in channel.of("send"):
            if wait.free or id(wait.op) in seen or flow.channels_of(wait) != [channel]:
                continue
            found = search.judge(channel, wait)
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
        text_of_file: Callable[[str], bytes],
    ) -> None:
        self.text_of_file = text_of_file
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

    def is_enough(
        self, channel: Channel, wait: Use, home: Function, op: Op, kind: str, threads: tuple[Thread, ...]
    ) -> bool:
        """Whether there is room, or a goroutine, for all that is sent, going by the headers of the loops."""
        headers = []
        for thread in threads:
            spawner = self.flow.program.functions.get(thread.spawner)
            headers.append(self.header(spawner, thread.op) if spawner is not None and thread.op is not None else b"")
        if kind == FEED:
            own = _bound(self.header(home, op))
            return not own or own in [_bound(header) for header in headers]
        if not channel.capacity:
            return False
        # Somebody chose the room: it is too little for a loop's sends, or for a list that may be longer.
        if channel.capacity > MAX_ROOM:
            return True
        return not reaches(wait.function, wait.op, wait.op) and not any(_LIST.search(header) for header in headers)

    def header(self, function: Function, op: Op) -> bytes:
        """The header of the loop around an operation, "" outside of loops."""
        loop = next((block.loop for block in function.blocks if any(item is op for item in block.ops)), 0)
        start, end = function.loop_spans[loop]
        return b" ".join(self.text_of_file(function.file)[start:end].split(b"{\n", 1)[0].split()) if loop else b""

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
                if waited.op is op and self.counts(waited, entries):
                    return GROUP
        elif type(op) is Recv and op.ranged:
            if self.closes_behind(home, op, channel, entries):
                return LOOP
        elif type(op) is Send and reaches(home, op, op) and self.feeds(op, wait):
            return FEED
        return ""

    def counts(self, waited: object, entries: set[str]) -> bool:
        """Whether a wait is for a group that counts one of the goroutines."""
        workers = self.waitgroups.workers(waited)  # type: ignore[arg-type]
        return any(worker.function.id in entries for worker in workers or ())

    def closes_behind(self, home: Function, op: Recv, channel: Channel, entries: set[str]) -> bool:
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
                self.counts(waited, entries)
                and not reachable_without(use.function, use.op, lambda o, w=waited.op: o is w)  # type: ignore[misc]
                for waited in waits
            ):
                return False
        return True

    def feeds(self, op: Send, wait: Use) -> bool:
        """Whether a send in a loop is received only by the loop that comes to the other send, in too few goroutines."""
        numbers = self.flow.pts.get(self.flow.node_of(op.chan), ())
        if len(numbers) != 1:
            return False
        fed = self.flow.channels[numbers[0]]
        takes = fed.of("recv", "range")
        if fed.escaped or fed.capacity is None or not takes:
            return False
        return all(
            use.function is wait.function
            and reaches(use.function, use.op, wait.op)
            and reaches(use.function, wait.op, use.op)
            for use in takes
        )


def _bound(header: bytes) -> bytes:
    """How often a loop turns, as its header has it, "" when it does not say."""
    match = _BOUND.search(header)
    return (match[1] or match[2]).strip() if match is not None else b""


def _is_before(home: Function, op: Op, drain: Op, kind: str) -> bool:
    """Whether every way to a drain passes an operation, or its loop, and none leads back from it."""
    if kind == FEED:
        return reaches(home, op, drain) and not reaches(home, drain, op)
    return not reachable_without(home, drain, lambda item: item is op) and not reaches(home, drain, op)

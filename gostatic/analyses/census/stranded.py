"""Receivers left behind by a sender that was told to stop: it leaves its loop, nobody closes the channel, and they wait on.

It is certain where whoever stops the sender waits for the receivers afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gostatic.analyses.census.deserted import Deserted
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.leaving import ARM, Loop, is_told
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import GO, Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Op, Select


def stranded(
    flow: Flow, goroutines: Goroutines, frequency: Frequency, waits: Mapping[int, tuple[Function, Op, frozenset[str]]]
) -> Iterator[Deserted]:
    """All such receives, each once, in source order of the channels; ``waits`` are calls that wait for functions to end."""
    seen: set[int] = set()
    for channel in flow.channels:
        if channel.escaped or channel.capacity != 0:
            continue
        sends = channel.of("send")
        receives = [use for use in channel.of("recv") if not use.free]
        if not sends or not receives or channel.of("close") or any(use.arm < 0 for use in sends):
            continue
        home = sends[0].function
        threads = goroutines.threads(home.id)
        if any(use.function is not home for use in sends) or any(item.kind != GO or item.many for item in threads):
            continue
        out = Loop(flow, home, sends).way_out() if threads else None
        if out is None or out[3] != ARM or frequency.may_come_again(home, channel):
            continue
        answer, branch, arm, _, exit_ = out
        for wait in receives:
            if id(wait.op) not in seen and _is_left(flow, goroutines, frequency, channel, wait, branch, arm):
                seen.add(id(wait.op))
                certain = not wait.function.test and _are_awaited(flow, goroutines, waits, wait, branch, arm)
                yield Deserted(channel, wait, home, exit_, answer, threads[0], certain)


def _is_left(
    flow: Flow, goroutines: Goroutines, frequency: Frequency, channel: Channel, wait: Use, branch: Op, arm: int
) -> bool:
    """Whether goroutines receive again and again, and do not stop the sender themselves."""
    threads = goroutines.threads(wait.function.id)
    return (
        bool(threads)
        and all(thread.kind == GO for thread in threads)
        and len(flow.channels_of(wait)) == 1
        and frequency.is_often(wait, channel)
        and not is_told(flow, goroutines, wait, branch, arm)
    )


def _are_awaited(
    flow: Flow,
    goroutines: Goroutines,
    waits: Mapping[int, tuple[Function, Op, frozenset[str]]],
    wait: Use,
    branch: Op,
    arm: int,
) -> bool:
    """Whether a function stops the sender and then waits for the goroutines that receive."""
    entries = {thread.entry for thread in goroutines.threads(wait.function.id)}
    assert type(branch) is Select
    numbers = flow.pts.get(flow.node_of(branch.arms[arm].chan), ())
    speakers = [use for number in numbers for use in flow.channels[number].of("send", "close")]
    for home, op, awaited in waits.values():
        if not awaited & entries:
            continue
        for use in speakers:
            steps = [use.op] if use.function is home else list(goroutines.calls_towards(home, use.function.id))
            if any(reaches(home, step, op) and not reaches(home, op, step) for step in steps):
                return True
    return False

"""Waits for a goroutine that is started only afterwards, by the same function: nobody is there who could answer.

The function makes the channel, comes to the operation itself or by calls, and only then starts the one goroutine that answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.goroutines import GO, Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Defer, Op, call_in

ANSWERS = {"send": ("recv", "range"), "recv": ("send", "close"), "range": ("send", "close")}


class TooEarly(NamedTuple):
    """An operation ``wait`` that ``home`` comes to at ``step``, before it starts, at ``start``, who does the ``answer``."""

    channel: Channel
    wait: Use
    home: Function
    step: Op
    start: Op
    answer: Use


def too_early(flow: Flow, goroutines: Goroutines) -> Iterator[TooEarly]:
    """All such operations, each once, in source order of the channels."""
    seen: set[int] = set()
    for channel in flow.channels:
        if channel.escaped or channel.shown or channel.capacity != 0 or channel.home.test:
            continue
        for wait in channel.uses:
            if wait.free or wait.kind == "close" or id(wait.op) in seen or flow.channels_of(wait) != [channel]:
                continue
            found = _judge(goroutines, channel, wait)
            if found is not None:
                seen.add(id(wait.op))
                yield found


def _judge(goroutines: Goroutines, channel: Channel, wait: Use) -> TooEarly | None:
    home = channel.home
    answers = channel.of(*ANSWERS[wait.kind])
    threads = dict.fromkeys(thread for use in answers for thread in goroutines.threads(use.function.id))
    if not threads or any(thread.kind != GO or thread.spawner != home.id or thread.op is None for thread in threads):
        return None
    starts = [thread.op for thread in threads if thread.op is not None]
    if wait.function is home:
        steps: list[Op] = [wait.op]
    elif any(
        thread.entry in goroutines.started for thread in goroutines.threads(wait.function.id) if thread.kind == GO
    ):
        return None
    else:
        steps = goroutines.calls_towards(home, wait.function.id)
    for step in steps:
        # What is deferred comes behind all starts.
        if type(step) is Defer or step in starts or any(reaches(home, start, step) for start in starts):
            continue
        start = next((start for start in starts if reaches(home, step, start)), None)
        if start is not None and _is_sole(goroutines, home, step, wait):
            return TooEarly(channel, wait, home, step, start, answers[0])
    return None


def _is_sole(goroutines: Goroutines, home: Function, step: Op, wait: Use) -> bool:
    """Whether a call goes to the waiting function and nowhere else."""
    if wait.function is home:
        return True
    call = call_in(step)
    targets = goroutines.program.resolver.targets(call)[0] if call is not None else []
    return len(targets) == 1 and targets[0].function is wait.function

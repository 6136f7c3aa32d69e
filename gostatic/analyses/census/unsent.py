"""Results that are counted by what was handed out, where some way of the workers gives none.

One loop hands out as many jobs as another one receives results, by their headers; a worker that skips a job, or leaves, without
a result lets the second loop wait for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.analyses.census.bounds import bound_of, header_of, loop_of
from gostatic.analyses.census.flow import Channel, Flow
from gostatic.analyses.census.owed_answers import Owed
from gostatic.analyses.goroutines import GO, Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Jump, Op, Recv, Return, Select, call_in

_LENGTH = re.compile(rb"^len\(([\w.]+)\)$")


def unsent(flow: Flow, goroutines: Goroutines) -> Iterator[Owed]:
    """Receives of such results, each once, in source order of the channels."""
    for channel in flow.channels:
        sends, receives = channel.of("send"), channel.of("recv", "range")
        if channel.escaped or len(receives) != 1 or not sends or channel.of("close"):
            continue
        wait, worker = receives[0], sends[0].function
        turns = _turns(wait.function, wait.op)
        if wait.free or wait.kind != "recv" or not turns or any(use.function is not worker for use in sends):
            continue
        if wait.function is worker or flow.channels_of(wait) != [channel]:
            continue
        threads = goroutines.threads(worker.id)
        if not threads or any(thread.kind != GO for thread in threads) or worker.test:
            continue
        for taken in _takes(flow, worker, wait.function, turns):
            way = _way(flow, goroutines, worker, taken, {id(use.op) for use in sends})
            if way is not None:
                yield Owed(channel, wait, worker, taken, *way)
                break


def _turns(function: Function, op: Op) -> bytes:
    """How often the loop around an operation turns, by its header: the name of a list, or of a number; "" if not known."""
    bound = bound_of(header_of(function, loop_of(function, op)))
    length = _LENGTH.match(bound)
    return length[1] if length is not None else bound


def _takes(flow: Flow, worker: Function, home: Function, turns: bytes) -> Iterator[Op]:
    """The receives of a worker's loop from channels that the home function sends on as often as that."""
    for block in worker.blocks:
        for op in block.ops:
            if type(op) is not Recv or not block.loop:
                continue
            numbers = flow.pts.get(flow.node_of(op.chan), ())
            if len(numbers) == 1 and _is_fed(flow.channels[numbers[0]], home, turns):
                yield op


def _is_fed(jobs: Channel, home: Function, turns: bytes) -> bool:
    """Whether a channel is sent on once, in a loop of the home function that turns so often."""
    sends = jobs.of("send")
    return (
        not jobs.escaped
        and len(sends) == 1
        and sends[0].function.outermost is home.outermost
        and _turns(sends[0].function, sends[0].op) == turns
    )


def _way(flow: Flow, goroutines: Goroutines, worker: Function, taken: Op, sends: set[int]) -> tuple[Op, Op] | None:
    """The branch to a way from a job to the next one, or to a return, without a result, and where that ends."""
    number = next(number for number, block in enumerate(worker.blocks) if any(op is taken for op in block.ops))
    # Behind the receive, where the channel is not closed.
    first = worker.blocks[number].succs[:1] if taken.ranged else list(worker.blocks[number].succs)  # type: ignore[attr-defined]
    pending: list[tuple[int, Op | None]] = [(succ, None) for succ in first]
    seen = set(first)
    while pending:
        here, branch = pending.pop()
        block = worker.blocks[here]
        last = block.ops[-1]
        if any(id(op) in sends or _comes_back(flow, goroutines, op, worker) for op in block.ops):
            continue
        if type(last) is Return:
            if branch is not None and not last.implicit:
                return branch, last
            continue
        for succ in block.succs:
            behind = last if type(last) in (Branch, Select) else branch
            if succ == number or (type(last) is Jump and last.word in ("continue", "loop") and succ <= number):
                if behind is not None:
                    return behind, last
            elif succ not in seen:
                seen.add(succ)
                pending.append((succ, behind))
    return None


def _comes_back(flow: Flow, goroutines: Goroutines, op: Op, worker: Function) -> bool:
    """Whether a call may come to the worker itself, and so to a send."""
    call = call_in(op)
    targets = flow.program.resolver.targets(call)[0] if call is not None else []
    return any(item.function is not None and worker.id in goroutines.below(item.function.id) for item in targets)

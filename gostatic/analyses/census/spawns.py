"""What the goroutines that a function starts do with a channel."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Use
from gostatic.analyses.goroutines import Goroutines, Thread
from gostatic.ir.function import Function
from gostatic.ir.ops import Op

# More operations of one goroutine than anybody counts: those in loops, of goroutines started in loops.
MANY = 1 << 20

ANSWERS = {"send": ("recv", "range"), "recv": ("send", "close"), "range": ("close",)}
WAITING = {"send": ("send",), "recv": ("recv",), "range": ("range",)}


class Spawned(NamedTuple):
    """A go site of a function with the waiting operations of one kind in the goroutine; ``most`` of them per goroutine."""

    thread: Thread
    waits: tuple[Use, ...]
    most: int


def spawned(
    goroutines: Goroutines, home: Function, channel: Channel, kind: str, held: Collection[tuple[int, int]] = ()
) -> list[Spawned]:
    """The goroutines a function starts that wait on a channel by operations without another way on.

    ``held`` are arms of selects, by the select's identity and the arm's number, that have none either.
    """
    found: list[Spawned] = []
    functions = goroutines.program.functions
    for thread in goroutines.sites_of(home.id):
        body = goroutines.below(thread.entry)
        entry = functions.get(thread.entry)
        if home.id in body and (channel.kept or entry is None or entry.parent is not home):
            continue  # a literal of its own has this run's channel, though it may come round to another run
        waits = tuple(
            use
            for use in channel.uses
            if use.kind == kind and use.function.id in body and (not use.free or (id(use.op), use.arm) in held)
        )
        if waits and thread.entry in functions:
            found.append(Spawned(thread, waits, _count(functions[thread.entry], waits)))
    return found


def _count(entry: Function, waits: tuple[Use, ...]) -> int:
    """How many of the operations one run of the goroutine may do; never too many."""
    own = {id(use.op) for use in waits if use.function is entry}
    if not own:
        return MANY if any(repeats(use) for use in waits) else 1
    if any(use.function is entry and repeats(use) for use in waits):
        return MANY
    return max(1, longest(entry, own))


def repeats(use: Use) -> bool:
    """Whether an operation comes round again: it stands in a loop, and does not lead out of it."""
    block = next((block for block in use.function.blocks if any(op is use.op for op in block.ops)), None)
    if block is None or not block.loop:
        return False
    if use.arm < 0:
        return reaches(use.function, use.op, use.op)
    return leads(use.function, block.succs[use.arm], use.op)


def longest(function: Function, ops: set[int]) -> int:
    """The most of the operations that lie on one way through a function, each loop taken once."""
    weights = [sum(id(op) in ops for op in block.ops) for block in function.blocks]
    best: dict[int, int] = {}
    active: set[int] = set()
    pending: list[tuple[int, bool]] = [(0, False)]
    while pending:
        number, done = pending.pop()
        if done:
            active.discard(number)
            best[number] = weights[number] + max(
                (best.get(succ, 0) for succ in function.blocks[number].succs), default=0
            )
        elif number not in best and number not in active:
            active.add(number)
            pending.append((number, True))
            pending.extend((succ, False) for succ in function.blocks[number].succs if succ not in best)
    return best.get(0, 0)


def reaches(function: Function, first: Op, second: Op) -> bool:
    """Whether an operation can follow another one in a function."""
    start: tuple[int, int] | None = None
    for number, block in enumerate(function.blocks):
        for position, op in enumerate(block.ops):
            if op is first:
                start = (number, position + 1)
    return start is not None and _follows(function, start, second)


def leads(function: Function, block: int, op: Op) -> bool:
    """Whether an operation can be come to from the start of a block."""
    return _follows(function, (block, 0), op)


def _follows(function: Function, start: tuple[int, int], second: Op) -> bool:
    pending = [start]
    seen: set[int] = set()
    while pending:
        number, position = pending.pop()
        block = function.blocks[number]
        if any(op is second for op in block.ops[position:]):
            return True
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                pending.append((succ, 0))
    return False

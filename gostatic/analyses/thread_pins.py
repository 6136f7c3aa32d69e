"""Goroutines left locked to their OS thread."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from gostatic.analyses.events import Events, Left
from gostatic.analyses.goroutines import API, TEST, Goroutines
from gostatic.analyses.obligations import Start, walk
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import family
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Go, Jump, Op, Return, call_in
from gostatic.ir.values import Closure
from gostatic.models.effects import Kind


class Pinned(NamedTuple):
    """A way out with the goroutine still locked to its thread; ``never``: no path unlocks it, ``op`` is the lock then.

    ``turn``: it is no way out, but a turn of a loop that goes on to the next one.
    """

    function: Function
    op: Op
    lock: Op | None
    depth: int
    never: bool = False
    certain: bool = True
    turn: bool = False


def pinned(program: Program, events: Events, goroutines: Goroutines, operations: Operations) -> Iterator[Pinned]:
    """Ways out of a function that leave the goroutine locked to its thread while others do not."""
    pinning, unpinning = _doing(operations, Kind.PIN), _doing(operations, Kind.UNPIN)
    if not pinning:
        return
    by_function: dict[str, list[Left]] = {}
    for left in events.of(Left):
        by_function.setdefault(left.function.id, []).append(left)
    # A type with a method that only unlocks pairs it with one that only locks; so do plain functions of a package.
    single = [program.functions[id] for id in unpinning - pinning if id in program.functions]
    paired = {_home(function) for function in single if function.parent is None}
    turns = {found.function.id: found for found in _turns(program, operations, unpinning)}
    yield from turns.values()
    for id, lefts in by_function.items():
        function = program.functions[id]
        if id in turns or not any(left.thread > 0 for left in lefts):
            continue
        if function.symbol is not None and function.symbol.name in ("main", "init") and not function.symbol.recv:
            continue
        if id in goroutines.started and id not in goroutines.callers:
            continue  # the goroutine ends and takes the thread with it
        returns = [left for left in lefts if type(left.op) is Return or left.recovered]
        unlocks = _site_of(program, function, Kind.UNPIN, unpinning)
        if unlocks is None:
            # Nothing in it gives the thread back.
            lock = _site_of(program, function, Kind.PIN, frozenset())
            if lock is None or function.parent is not None or _home(function) in paired or not returns:
                continue
            if all(left.thread > 0 for left in returns) and any(
                thread.kind in (API, TEST) for thread in goroutines.threads(id)
            ):
                yield Pinned(function, lock, lock, 1, True)
            continue
        if not any(left.thread <= 0 for left in returns):
            continue
        seen: set[int] = set()
        for left in returns:
            if left.thread > 0 and left.op.pos not in seen and not _gives_unpin(left.op, unpinning):
                seen.add(left.op.pos)
                own = _site_of(program, function, Kind.PIN, pinning - unpinning)
                # A callee that pins and unpins, and comes back with the thread, does so on purpose or is reported itself.
                lock = own or _site_of(program, function, Kind.PIN, pinning)
                yield Pinned(function, left.op, lock, left.thread, certain=own is not None)


def _turns(program: Program, operations: Operations, unpinning: Collection[str]) -> Iterator[Pinned]:
    """Turns of a loop that lock the goroutine to its thread and go on to the next one so, while others do not."""

    def unpins(op: Op) -> bool:
        call = call_in(op) if type(op) is not Go else None
        return call is not None and any(
            (target.effect is not None and target.effect.kind is Kind.UNPIN)
            or (target.function is not None and target.function.id in unpinning)
            for target in program.resolver.targets(call)[0]
        )

    for use in operations.having(Kind.PIN):
        function, op, number, position = use.place
        if type(op) is not Call or not function.blocks[number].loop:
            continue
        found = walk(Start(function, op, number, position + 1), unpins)
        if found.settled and type(found.again) is Jump and found.again.word == "continue":
            yield Pinned(function, found.again, op, 1, turn=True)


def _gives_unpin(op: Op, unpinning: Collection[str]) -> bool:
    """Whether a return hands out a literal that unlocks the thread."""
    values = op.values if type(op) is Return else ()
    return any(
        type(value) is Closure and any(item.id in unpinning for item in family(value.function)) for value in values
    )


def _home(function: Function) -> tuple[str, str]:
    """The package and receiver type of a function."""
    symbol = function.outermost.symbol
    return function.pkg, symbol.recv if symbol is not None else ""


def _doing(operations: Operations, kind: Kind) -> set[str]:
    """Ids of the functions that have an effect of a kind themselves, literals counted with the function they stand in."""
    found: set[str] = set()
    for use in operations.having(kind):
        if type(use.op) is not Go:
            found |= {use.function.id, use.function.outermost.id}
    return found


def _site_of(program: Program, function: Function, kind: Kind, doing: Collection[str]) -> Op | None:
    """The function's first operation that has an effect of a kind, itself or through one of the functions ``doing`` it."""
    for block in function.blocks:
        for op in block.ops:
            call = call_in(op) if type(op) is not Go else None
            if call is not None:
                for target in program.resolver.targets(call)[0]:
                    if target.effect is not None and target.effect.kind is kind:
                        return op
                    if target.function is not None and target.function.id in doing:
                        return op
    return None

"""Slots of a semaphore asked for by who already holds one, through calls: with all slots held so, nobody comes to an end.

A slot is held from where it is taken, directly or by a method that takes it for its caller, to where it is given back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.operations import Operations, Place
from gostatic.analyses.uses import family
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Go, Op, Recv, Send, call_in
from gostatic.ir.values import Global, Value, Var, class_of, path_of, text_of

ACQUIRE = "golang.org/x/sync/semaphore.Weighted.Acquire"
RELEASE = "golang.org/x/sync/semaphore.Weighted.Release"


class Take(NamedTuple):
    """A blocking operation of a function that takes a slot of the semaphore ``value``."""

    function: Function
    op: Op
    value: Value


class Nested(NamedTuple):
    """A call at ``op`` that leads to another slot of a semaphore while the one taken at ``taken`` is held."""

    function: Function
    taken: Op
    op: Op
    text: str
    certain: bool


def nested_slots(
    program: Program, operations: Operations, goroutines: Goroutines, is_slot: Callable[[Send], bool]
) -> Iterator[Nested]:
    """All of them, one for each function; ``is_slot`` tells tokens of a semaphore from messages."""
    takes: dict[str, list[Take]] = {}
    for place in operations.of(Send):
        if type(place.op) is Send and class_of(place.op.chan) and is_slot(place.op):
            takes.setdefault(class_of(place.op.chan), []).append(Take(place.function, place.op, place.op.chan))
    for use in operations.calling(ACQUIRE):
        recv = use.target.recv
        if type(use.op) is Call and recv is not None and class_of(recv):
            takes.setdefault(class_of(recv), []).append(Take(use.function, use.op, recv))
    calls: dict[str, list[Place]] = {}
    for place in operations.of(Call) if takes else ():
        target = _sole(program, place.op)
        if target is not None and target.function is not None:
            calls.setdefault(target.function.id, []).append(place)
    for class_, found in takes.items():
        yield from _nested(program, operations, goroutines, class_, found, calls)


def _nested(
    program: Program,
    operations: Operations,
    goroutines: Goroutines,
    class_: str,
    takes: list[Take],
    calls: dict[str, list[Place]],
) -> Iterator[Nested]:
    taking = {take.function.id for take in takes}
    given = _Given(program, operations, goroutines, class_, taking)
    starts: list[tuple[Function, Op, Value]] = []
    for take in takes:
        if given.by(take.function):
            starts.append((take.function, take.op, take.value))
    # A function that takes and never gives back does so for its caller.
    helpers = {
        take.function.id: take for take in takes if not given.by(take.function) and take.function.symbol is not None
    }
    for id, take in helpers.items():
        for place in calls.get(id, ()):
            if given.by(place.function):
                starts.append((place.function, place.op, take.value))
    done: set[str] = set()
    for function, op, value in starts:
        if function.id in done:
            continue
        for held in _held(function, op, given):
            target = _sole(program, held)
            inner = target.function if target is not None else None
            if target is None or inner is None or taking.isdisjoint(goroutines.below(inner.id)):
                continue
            done.add(function.id)
            yield Nested(function, op, held, text_of(value), _is_same(function, target, value) and not function.test)
            break


class _Given:
    """Recognizes where slots of a class are given back."""

    def __init__(
        self, program: Program, operations: Operations, goroutines: Goroutines, class_: str, taking: set[str]
    ) -> None:
        self.program, self.class_, self.taking = program, class_, taking
        self.known: dict[str, bool] = {}
        # Only functions that call one that gives back, or have it in them, are looked into.
        self.around = {
            place.function.id
            for place in operations.of(Recv)
            if type(place.op) is Recv and class_of(place.op.chan) == class_
        }
        for use in operations.calling(RELEASE):
            if use.target.recv is not None and class_of(use.target.recv) == class_:
                self.around.add(use.function.id)
        pending = list(self.around)
        while pending:
            id = pending.pop()
            function = program.functions.get(id)
            outer = function.parent.id if function is not None and function.parent is not None else id
            for caller in (outer, *goroutines.callers.get(id, ())):
                if caller not in self.around:
                    self.around.add(caller)
                    pending.append(caller)

    def is_at(self, op: Op) -> bool:
        """Whether an operation gives one back, itself or by a function it calls."""
        if type(op) is Recv:
            return class_of(op.chan) == self.class_
        call = call_in(op)
        if call is None or type(op) is Go:
            return False
        for target in self.program.resolver.targets(call)[0]:
            if target.symbol == RELEASE and target.recv is not None and class_of(target.recv) == self.class_:
                return True
            if target.function is not None and self.inside(target.function):
                return True
        return False

    def inside(self, function: Function) -> bool:
        """Whether a function gives one back that it did not take itself."""
        if function.id not in self.around:
            return False
        known = self.known.get(function.id)
        if known is None:
            self.known[function.id] = False
            ops = [op for item in family(function) for block in item.blocks for op in block.ops]
            known = self.known[function.id] = not any(self.takes(op) for op in ops) and any(
                self.is_at(op) for op in ops
            )
        return known

    def takes(self, op: Op) -> bool:
        """Whether an operation takes one, itself or by a function that does."""
        if type(op) is Send:
            return class_of(op.chan) == self.class_
        if type(op) is not Call:
            return False
        targets = self.program.resolver.targets(op)[0]
        return any(
            (target.function is not None and target.function.id in self.taking) or target.symbol == ACQUIRE
            for target in targets
        )

    def by(self, function: Function) -> bool:
        """Whether a function gives one back, now or deferred."""
        return any(self.is_at(op) for item in family(function) for block in item.blocks for op in block.ops)


def _held(function: Function, start: Op, given: _Given) -> Iterator[Op]:
    """The calls made while a slot is held: from behind where it was taken to where it is given back."""
    pending = [
        (number, position + 1)
        for number, block in enumerate(function.blocks)
        for position, op in enumerate(block.ops)
        if op is start
    ]
    seen: set[int] = set()
    while pending:
        number, position = pending.pop()
        stopped = False
        for op in function.blocks[number].ops[position:]:
            if op is start or (type(op) is not Defer and given.is_at(op)):
                stopped = True
                break
            if type(op) is Call:
                yield op
        if not stopped:
            for succ in function.blocks[number].succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append((succ, 0))


def _sole(program: Program, op: Op) -> Target | None:
    """The only callee of a call."""
    if type(op) is not Call:
        return None
    targets, complete = program.resolver.targets(op)
    return targets[0] if len(targets) == 1 and complete else None


def _is_same(function: Function, target: Target, value: Value) -> bool:
    """Whether the semaphore is one and the same: a package variable's, or of the object whose method calls its own."""
    path = path_of(value)
    if path is None or type(path[0]) is not Var:
        return type(value) is Global or path is not None
    receiver = function.params[0] if function.has_recv and function.params else None
    return target.recv is not None and target.recv is receiver

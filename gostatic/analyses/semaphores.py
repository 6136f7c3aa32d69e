"""Slots of semaphores that are not given back: tokens in a buffered channel, ``semaphore.Weighted``, an errgroup's limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.channels import Channels
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.nested_slots import nested_slots
from gostatic.analyses.obligations import Start, error_of, success, walk
from gostatic.analyses.operations import Operations, Place
from gostatic.analyses.slot_takers import given_for_callers, lent_by_calls, seen_by_caller, taken_by_calls
from gostatic.analyses.uses import always_before, family, mentions, op_mentions, source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Close, Defer, Go, Jump, Op, Recv, Return, Select, Send, call_in
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    Const,
    FieldOf,
    InterfaceMethod,
    MakeChan,
    MethodRef,
    Operation,
    Path,
    Pure,
    Received,
    Value,
    Var,
    class_of,
    path_of,
    text_of,
)
from gostatic.models.effects import Kind

WEIGHTED = "golang.org/x/sync/semaphore.Weighted"
LIMIT = "golang.org/x/sync/errgroup.Group.SetLimit"
GROUP = "golang.org/x/sync/errgroup.Group"


class Slot(NamedTuple):
    """A slot taken at ``op`` of a semaphore called ``text`` and not given back on the way to ``exit``.

    ``taken_in`` is the function that took it when another one has it to give back.
    ``how`` is path (an exit skips the release), turn (a loop comes back without it), again (its holder takes another one
    while all are taken) or inside (``Go`` from a function that the same limited group runs).
    """

    function: Function
    op: Op
    text: str
    exit: Op
    how: str
    certain: bool
    taken_in: Function | None = None


def unreleased_slots(
    program: Program, operations: Operations, channels: Channels, goroutines: Goroutines
) -> Iterator[Slot]:
    """All slots that some path does not give back."""
    messages = _messages(operations)
    told_by = messages | _full_at_first(operations)
    for place in operations.of(Send):
        op = place.op
        if (
            type(op) is Send
            and _is_token(op.value)
            and _has_room(channels, op.chan)
            and class_of(op.chan) not in told_by
        ):
            yield from _slot(
                program, operations, Start(place.function, op, place.block, place.position + 1), op.chan, None
            )
    for place in operations.of(Select):
        op = place.op
        if type(op) is not Select:
            continue
        for arm, item in enumerate(op.arms):
            if (
                item.kind == "send"
                and _is_token(item.value)
                and _has_room(channels, item.chan)
                and class_of(item.chan) not in told_by
            ):
                succ = place.function.blocks[place.block].succs[arm]
                yield from _slot(program, operations, Start(place.function, op, succ, 0), item.chan, None)
    filled = {class_of(op.chan) for op in _sends(operations) if _is_token(op.value)} - {""}
    for place in operations.of(Recv):
        op = place.op
        if type(op) is not Recv or op.ranged or class_of(op.chan) not in filled - messages:
            continue
        if _has_room(channels, op.chan) and not _is_taken_before(place, op):
            start = Start(place.function, op, place.block, place.position + 1)
            yield from _slot(program, operations, start, op.chan, None, True)
    for place in (*operations.of(Recv), *operations.of(Select)):
        yield from _lent(program, operations, channels, place)
    for use in operations.calling(f"{WEIGHTED}.Acquire", f"{WEIGHTED}.TryAcquire"):
        if use.target.recv is not None and type(use.op) is Call:
            start = Start(use.function, use.op, use.place.block, use.place.position + 1)
            yield from _slot(program, operations, start, use.target.recv, use.call)
    yield from _by_calls(program, operations, channels, told_by)
    for start, pool, value in lent_by_calls(program, operations, lambda chan: _has_room(channels, chan)):
        yield from _slot(program, operations, start, pool, None, True, value)
    yield from _inside(program, operations, goroutines)
    told: set[int] = set()
    for nested in nested_slots(
        program,
        operations,
        goroutines,
        lambda op: _is_token(op.value) and class_of(op.chan) not in told_by and _has_room(channels, op.chan),
    ):
        if id(nested.op) not in told:
            told.add(id(nested.op))
            yield Slot(nested.function, nested.taken, nested.text, nested.op, "inside", nested.certain)
    yield from _again(operations, channels)


def _by_calls(program: Program, operations: Operations, channels: Channels, told_by: frozenset[str]) -> Iterator[Slot]:
    """Slots that a function takes for its caller, and the caller keeps."""

    def is_slot(chan: Value, value: Value) -> bool:
        return _is_token(value) and class_of(chan) not in told_by and _has_room(channels, chan)

    full: frozenset[str] | None = None

    def is_filled(chan: Value) -> bool:
        nonlocal full
        if full is None:
            full = _filled_by_makers(operations)
        return class_of(chan) in full

    for taken in taken_by_calls(program, operations, is_slot, is_filled):
        if class_of(taken.semaphore) not in told_by or taken.filled:
            yield from _slot(
                program, operations, taken.start, taken.semaphore, taken.call, taken.filled, taker=taken.taker
            )


def _filled_by_makers(operations: Operations) -> frozenset[str]:
    """Classes of channels that a loop fills with tokens in the function that makes them, and that carry nothing else."""
    found: set[str] = set()
    messages = _messages(operations)
    for place in operations.of(Send):
        op, function = place.op, place.function
        if type(op) is not Send or not _is_token(op.value) or not function.blocks[place.block].loop:
            continue
        class_ = class_of(op.chan)
        if (
            class_
            and class_ not in messages
            and any(
                type(made) is Assign and type(made.value) is MakeChan and class_of(made.target) == class_
                for block in function.blocks
                if not block.loop
                for made in block.ops
            )
        ):
            found.add(class_)
    return frozenset(found)


def _messages(operations: Operations) -> frozenset[str]:
    """Channels that carry messages: some of what is sent says something, a loop takes all of it, or somebody closes it."""
    found = {class_of(place.op.chan) for place in operations.of(Recv) if type(place.op) is Recv and place.op.ranged}
    found |= {class_of(place.op.chan) for place in operations.of(Close) if type(place.op) is Close}
    for op in _sends(operations):
        class_ = class_of(op.chan)
        back = type(op.value) is Var and any(
            type(item) is Received and class_of(item.chan) == class_ for item in op.value.defs
        )
        if not _is_token(op.value) and not back:
            found.add(class_)
    return frozenset(found - {""})


def _lent(program: Program, operations: Operations, channels: Channels, place: Place) -> Iterator[Slot]:
    """Values taken from a channel that the same function puts back into it: what a way out keeps is lost for the others."""
    function, op, number, position = place
    if type(op) is Recv and not op.ranged:
        starts = [(op.chan, number, position + 1)]
    elif type(op) is Select:
        succs = function.blocks[number].succs
        starts = [(arm.chan, succs[index], 0) for index, arm in enumerate(op.arms) if arm.kind == "recv"]
    else:
        return
    for chan, block, first in starts:
        following = function.blocks[block].ops[first]
        value = following.target if type(following) is Assign and type(following.value) is Received else None
        if type(value) is Var and _is_put_back(function, chan, value) and _has_room(channels, chan):
            yield from _slot(program, operations, Start(function, op, block, first), chan, None, True, value)


def _received(start: Start, value: Var | None) -> Callable[[Value, bool], bool | None]:
    """Reads conditions on what was received: nothing is held where the value is nil, or the channel was closed."""
    flags: list[Var] = []
    for op in start.function.blocks[start.block].ops[start.position : start.position + 2]:
        if value is not None and type(op) is Assign and op.value is OPAQUE and type(op.target) is Var:
            flags.append(op.target)

    def worked(cond: Value, fresh: bool) -> bool | None:
        if type(cond) is Var and cond in flags:
            return True
        if value is not None and type(cond) is Operation and cond.op in ("==", "!="):
            left, right = cond.operands
            if left is value and type(right) is Const and right.value is None:
                return cond.op == "!="
        return None

    return worked


def _is_put_back(function: Function, chan: Value, value: Var) -> bool:
    """Whether a function, or a literal in it, sends a variable on a channel."""
    path = path_of(chan)
    return path is not None and any(
        type(op) is Send and op.value is value and path_of(op.chan) == path
        for item in family(function)
        for block in item.blocks
        for op in block.ops
    )


def _is_given_up(op: Op, value: Var) -> bool:
    """Whether an operation hands a value on, keeps it elsewhere or ends it: all but using its methods and fields."""
    call = call_in(op)
    if call is None:
        if type(op) is Assign and type(op.value) is FieldOf and op.value.base is value:
            return False
        return type(op) not in (Branch, Recv) and op_mentions(op, value)
    callee = call.callee
    name = callee.symbol.name if type(callee) is MethodRef else getattr(callee, "name", "")
    if type(callee) in (MethodRef, InterfaceMethod) and name in ENDING:
        return mentions(callee, value)
    return type(op) is not Call or any(
        mentions(argument, value)
        for argument in call.args
        if type(argument) is not FieldOf or argument.base is not value
    )


# Methods that end what they are called on: it is not meant to be put back.
ENDING = frozenset(("Close", "CloseNow", "Discard", "Destroy", "Kill", "Release", "Shutdown", "Stop", "Terminate"))


def _full_at_first(operations: Operations) -> frozenset[str]:
    """Classes of channels that are filled with tokens where they are made: to take a slot is to receive one."""
    found: set[str] = set()
    for place in operations.of(Send):
        op = place.op
        if type(op) is Send and _is_token(op.value):
            class_ = class_of(op.chan)
            block = place.function.blocks[place.block]
            # In a loop of its own, behind the place where the channel is made, all slots are filled.
            before = block.ops[: place.position] if not block.loop else place.function.blocks[0].ops
            if class_ and any(
                type(made) is Assign and type(made.value) is MakeChan and class_of(made.target) == class_
                for made in before
            ):
                if not block.loop or _only_fills(place.function, block.loop, op.chan):
                    found.add(class_)
    return frozenset(found)


def _only_fills(function: Function, loop: int, chan: Value) -> bool:
    """Whether a loop does nothing with others: it sends on a channel, calls nothing and starts nothing."""
    path = path_of(chan)
    for block in function.blocks:
        if function.in_loop(block.loop, loop):
            for op in block.ops:
                if type(op) in (Call, Go, Defer, Select, Recv) or (type(op) is Send and path_of(op.chan) != path):
                    return False
    return True


def _sends(operations: Operations) -> Iterator[Send]:
    for place in operations.of(Send):
        if type(place.op) is Send:
            yield place.op


def _is_taken_before(place: Place, give: Recv) -> bool:
    """Whether the function sends on the channel further up: then a receive gives a slot back, and takes none.

    Several sends, or a loop of its own that sends, fill the channel with tokens.
    """
    function, path = place.function, path_of(give.chan)
    loop = function.blocks[place.block].loop
    sends = [
        op
        for block in function.blocks
        for op in block.ops
        if type(op) is Send and op.pos < give.pos and path_of(op.chan) == path and function.in_loop(loop, block.loop)
    ]
    return len(sends) == 1


def _is_token(value: Value) -> bool:
    """Whether what is sent says nothing: an empty struct or a constant, but not nil, which says that there is no error."""
    return (type(value) is Alloc and not value.type) or (type(value) is Const and value.value is not None)


def _has_room(channels: Channels, chan: Value) -> bool:
    """Whether a channel is made with a capacity, wherever it is made."""
    class_ = class_of(chan)
    if type(chan) is Var and chan.kind == "local":
        made = [item.capacity for item in chan.defs if type(item) is MakeChan]
        if made:
            return all(capacity != 0 for capacity in made)
    classes = [class_]
    if class_ not in channels.made:
        classes = sorted(passed for passed, formals in channels.passed.items() if class_ in formals)
    made = [capacity for name in classes for capacity in channels.made.get(name) or channels.made_by_calls(name)]
    return bool(made) and all(capacity != 0 for capacity in made)


def _slot(
    program: Program,
    operations: Operations,
    start: Start,
    semaphore: Value,
    call: Call | None,
    filled: bool = False,
    value: Var | None = None,
    taker: Function | None = None,
) -> Iterator[Slot]:
    """The ways on which one slot is kept, when others of the same function give it back.

    ``taker`` is the function that took it for this one.
    """
    function = start.function
    path = path_of(semaphore)
    if path is None:
        return
    releases = _Releases(program, operations, semaphore, filled)
    error = error_of(function, start, call) if call is not None else None
    worked = success(call, None, error) if call is not None else _received(start, value)
    found = walk(
        start,
        lambda op: releases.gives_back(op) or (value is not None and _is_given_up(op, value)),
        worked=worked,
        error=error,
    )
    if not found.settled or releases.is_signal(function, semaphore, start.op):
        return
    if taker is None and value is None:
        yield from _entrusted(program, start, releases, text_of(semaphore))
    if releases.deferred(function) and not found.again:
        return
    loop = function.blocks[start.block].loop
    inside = {id(op) for block in function.blocks if function.in_loop(block.loop, loop) for op in block.ops}
    how = found.again
    if how is not None and not releases.elsewhere(function) and type(how) is Jump:
        certain = how.word == "continue" and not function.test
        yield Slot(function, start.op, text_of(semaphore), how, "turn", certain)
        return
    if releases.deferred_before(start):
        return
    if _is_own(function, path):
        return  # gone when the function is
    for exit in found.exits:
        if found.again is not None and id(exit) not in inside:
            continue
        if not any(op_mentions(exit, root) for root in path[:1] if isinstance(root, Var)):
            certain = not (function.test or _is_shutdown(function, exit))
            certain = certain and (value is not None or not releases.by_others(function))
            certain = certain and (taker is None or not releases.by_callers(function, taker))
            yield Slot(function, start.op, text_of(semaphore), exit, "path", certain)
            return


def _entrusted(program: Program, start: Start, releases: _Releases, text: str) -> Iterator[Slot]:
    """Ways out of a goroutine that keep the slot which was taken before it was started, and which its other ways give back."""
    function = start.function
    for block in function.blocks:
        for op in block.ops:
            if op.pos < start.op.pos or type(op) not in (Go, Call):
                continue
            for entry in _started_with(program, op):
                if entry is function or releases.takes(entry):
                    continue
                found = walk(Start(entry, start.op, 0, 0), releases.gives_back, worked=releases.is_there)
                exits = [exit for exit in found.exits if type(exit) is Return and not exit.implicit]
                if found.settled and exits and not releases.deferred(entry):
                    certain = not (function.test or _is_shutdown(entry, exits[0]) or _asks_around(entry))
                    yield Slot(entry, start.op, text, exits[0], "path", certain, function)


def _asks_around(function: Function) -> bool:
    """Whether a function decides by what is around it alone, as it may by whether there was a slot to take."""
    for block in function.blocks:
        cond = block.ops[-1].cond if type(block.ops[-1]) is Branch else None
        if cond is not None and not any(var.owner is function for var in _variables_in(cond)):
            return True
    return False


def _variables_in(value: Value) -> list[Var]:
    """The variables a condition is made of."""
    if type(value) is Operation:
        return [var for operand in value.operands for var in _variables_in(operand)]
    if type(value) is Pure:
        return list(value.variables)
    if type(value) is CallResult:
        return [var for item in (value.call.callee, *value.call.args) for var in _variables_in(item)]
    path = path_of(value)
    return [path[0]] if path is not None and type(path[0]) is Var else []


def _started_with(program: Program, op: Op) -> Iterator[Function]:
    """The function a go statement runs, or a group's ``Go``."""
    call = call_in(op)
    if call is None:
        return
    targets, complete = program.resolver.targets(call)
    if not complete or len(targets) != 1:
        return
    target = targets[0]
    if type(op) is Go and target.function is not None:
        yield target.function
    elif target.effect is not None and target.effect.kind is Kind.GO and target.args:
        for inner in program.resolver.targets(Call(op.pos, op.end, target.args[0], (), ""))[0]:
            if inner.function is not None:
                yield inner.function


_SHUTTING = re.compile(rb"(?i)shut|clos|stop|quit|exit|done")


def _is_shutdown(function: Function, exit: Op) -> bool:
    """Whether the condition before an exit speaks of the end of it all: nobody asks for a slot any more."""
    text = source_of(function)[function.pos : exit.pos]
    before = text.rstrip().rpartition(b"\n")[2]
    return before.endswith(b"{") and _SHUTTING.search(before) is not None


def _is_own(function: Function, path: tuple[object, ...]) -> bool:
    """Whether a semaphore is made by the function itself, for the time it runs."""
    root = path[0]
    return isinstance(root, Var) and len(path) == 1 and root.kind == "local" and root.owner is function


class _Releases:
    """Recognizes what gives a slot of one semaphore back: a receive, or a send where the channel is ``filled`` with tokens."""

    def __init__(self, program: Program, operations: Operations, semaphore: Value, filled: bool) -> None:
        self.program = program
        self.operations = operations
        self.filled = filled
        self.path = path_of(semaphore)
        self.class_ = class_of(semaphore)
        self.known: dict[str, bool] = {}

    def is_semaphore(self, value: Value) -> bool:
        """Whether a value is the semaphore."""
        return path_of(value) == self.path or (":" not in self.class_ and class_of(value) == self.class_ != "")

    def gives_back(self, op: Op) -> bool:
        """Whether an operation gives a slot back, hands it on to who does, or may do so."""
        if type(op) is Send or type(op) is Recv:
            return (type(op) is Send) == self.filled and self.is_semaphore(op.chan)
        if type(op) is Select:
            wanted = "send" if self.filled else "recv"
            return any(arm.kind == wanted and self.is_semaphore(arm.chan) for arm in op.arms)
        if type(op) is Assign:
            # A literal that gives it back, kept in an object for somebody to call.
            return type(op.target) is not Var and self.is_releaser(op.value)
        call = call_in(op)
        if call is None:
            return False
        targets, _ = self.program.resolver.targets(call)
        for target in targets:
            if target.symbol == f"{WEIGHTED}.Release" and target.recv is not None and self.is_semaphore(target.recv):
                return True
            if target.function is not None and self.releases(target.function):
                return True
        if any(self.is_semaphore(argument) for argument in call.args):
            return True  # handed on: whoever gets it may give it back
        return any(self.is_releaser(argument) for argument in call.args)

    def is_releaser(self, value: Value) -> bool:
        """Whether a value is a literal that gives a slot back, or a variable that holds one."""
        if type(value) is Var:
            return any(type(item) is Closure and self.releases(item.function) for item in value.defs)
        return type(value) is Closure and self.releases(value.function)

    def is_there(self, cond: Value, fresh: bool) -> bool | None:
        """What a condition that compares the semaphore with nil says where a slot was taken."""
        if type(cond) is Operation and cond.op in ("==", "!=") and len(cond.operands) == 2:
            left, right = cond.operands
            if type(right) is Const and right.value is None and self.path is not None and path_of(left) == self.path:
                return cond.op == "!="
        return None

    def takes(self, function: Function) -> bool:
        """Whether a function takes such a slot itself."""
        for item in family(function):
            for block in item.blocks:
                for op in block.ops:
                    if type(op) is (Recv if self.filled else Send) and self.is_semaphore(op.chan):
                        return True
                    call = call_in(op)
                    for target in self.program.resolver.targets(call)[0] if call is not None else ():
                        if target.symbol in (f"{WEIGHTED}.Acquire", f"{WEIGHTED}.TryAcquire"):
                            return True
        return False

    def releases(self, function: Function, depth: int = 0) -> bool:
        """Whether a function, or one of its literals, gives such a slot back."""
        known = self.known.get(function.id)
        if known is not None or depth > MAX_CALLS:
            return bool(known)
        self.known[function.id] = False
        found = False
        wanted = "send" if self.filled else "recv"
        for item in family(function):
            for block in item.blocks:
                for op in block.ops:
                    if (
                        (type(op) is Recv or type(op) is Send)
                        and (type(op) is Send) == self.filled
                        and self.is_alike(op.chan)
                    ) or (
                        type(op) is Select and any(arm.kind == wanted and self.is_alike(arm.chan) for arm in op.arms)
                    ):
                        found = True
                    elif (call := call_in(op)) is not None and not found:
                        for target in self.program.resolver.targets(call)[0]:
                            if target.symbol == f"{WEIGHTED}.Release" and target.recv is not None:
                                found |= self.is_alike(target.recv)
                            elif target.function is not None and target.function is not item:
                                found |= self.releases(target.function, depth + 1)
        self.known[function.id] = found
        return found

    def is_alike(self, value: Value) -> bool:
        """Whether a value may be the semaphore in another function: a parameter may stand for any."""
        if self.is_semaphore(value):
            return True
        path = path_of(value)
        return path is not None and len(path) == 1 and isinstance(path[0], Var) and path[0].kind == "param"

    def is_signal(self, function: Function, chan: Value, take: Op) -> bool:
        """Whether somebody waits for the channel among other things: then what is sent is a message, not a slot."""
        wanted = "send" if self.filled else "recv"
        if type(take) is Select and take.has_default and not _is_returned(function, chan):
            return True  # told if somebody listens
        most = 0 if type(take) is Select and take.has_default else 1
        return any(
            type(place.op) is Select
            and place.op is not take
            and len(place.op.arms) > most
            and any(arm.kind == wanted and self.is_semaphore(arm.chan) for arm in place.op.arms)
            for place in self.operations.of(Select)
        )

    def by_others(self, function: Function) -> bool:
        """Whether a function that this one does not call gives such a slot back: the slot may be handed on to it."""
        near = _run_along(function)
        own = {item.id for item in near}
        own |= {
            target.function.id
            for item in near
            for block in item.blocks
            for op in block.ops
            if (call := call_in(op)) is not None
            for target in self.program.resolver.targets(call)[0]
            if target.function is not None
        }
        kind = Send if self.filled else Recv
        givers = {place.function.id for place in self.operations.of(kind) if self.is_semaphore(place.op.chan)}  # type: ignore[attr-defined]
        givers |= {
            use.function.id
            for use in self.operations.calling(f"{WEIGHTED}.Release")
            if use.target.recv is not None and self.is_semaphore(use.target.recv)
        }
        return any(giver not in own and self._is_giver_only(giver) for giver in givers)

    def by_callers(self, function: Function, taker: Function) -> bool:
        """Whether a function that takes no slot itself calls one that gives such a slot back."""
        givers = dict(given_for_callers(self.operations, self.filled))
        taking = {item.id for item in family(function.outermost)}
        giving: list[Function] = []
        for made in self.program.calls:
            for target in self.program.resolver.targets(made.call)[0]:
                if target.function is taker:
                    taking |= {item.id for item in family(made.function.outermost)}
                elif target.function in givers:
                    place = seen_by_caller(target, *givers[target.function])
                    if place is not None and self.is_semaphore(place):
                        giving.append(made.function)
        return any(item.id not in taking for item in giving)

    def _is_giver_only(self, id_: str) -> bool:
        """Whether a function gives slots back that it has not taken."""
        function = self.program.functions.get(id_)
        takes = Recv if self.filled else Send
        return function is not None and not any(
            (type(op) is takes and self.is_semaphore(op.chan))
            or (
                (call := call_in(op)) is not None
                and any(
                    target.symbol in (f"{WEIGHTED}.Acquire", f"{WEIGHTED}.TryAcquire")
                    for target in self.program.resolver.targets(call)[0]
                )
            )
            for item in family(function.outermost)
            for block in item.blocks
            for op in block.ops
        )

    def deferred(self, function: Function) -> bool:
        """Whether the function gives the slot back when it returns."""
        return any(
            type(op) is Defer and self.gives_back(op) and not block.loop
            for block in function.blocks[:1]
            for op in block.ops
        )

    def deferred_before(self, start: Start) -> bool:
        """Whether a call deferred further up, on all ways to a start, gives the slot back."""
        function = start.function
        return any(
            op.pos < start.op.pos and not block.loop and always_before(function, op, start.op)
            for block in function.blocks
            for op in block.ops
            if type(op) is Defer and self.gives_back(op)
        )

    def elsewhere(self, function: Function) -> bool:
        """Whether a loop of the function, or a goroutine of its own, gives all slots back later."""
        releasing = 0
        for block in function.blocks:
            for op in block.ops:
                if type(op) is (Send if self.filled else Recv) and self.is_semaphore(op.chan):
                    releasing += 1
                elif type(op) is Go and self.gives_back(op) and not block.loop:
                    return True
        return releasing > 1


def _run_along(function: Function) -> list[Function]:
    """The functions around a literal and all literals in them, but for those of goroutines that it does not run in."""
    around: set[Function] = set()
    item: Function | None = function
    while item is not None:
        around.add(item)
        item = item.parent
    found: list[Function] = []
    pending = [function.outermost]
    while pending:
        item = pending.pop()
        found.append(item)
        started = {
            op.call.callee.function
            for block in item.blocks
            for op in block.ops
            if type(op) is Go and type(op.call.callee) is Closure
        }
        pending.extend(inner for inner in item.closures if inner in around or inner not in started)
    return found


# How many calls deep a release is looked for.
MAX_CALLS = 4


def _inside(program: Program, operations: Operations, goroutines: Goroutines) -> Iterator[Slot]:
    """``Go`` on a limited group from a function that the group itself runs: with all slots taken nobody comes to an end."""
    limited = {path_of(use.target.recv) for use in operations.calling(LIMIT) if use.target.recv is not None}
    limited_classes = {class_of(use.target.recv) for use in operations.calling(LIMIT) if use.target.recv is not None}
    if not limited:
        return
    told: set[int] = set()
    for use in operations.calling(f"{GROUP}.Go"):
        group = use.target.recv
        path = path_of(group) if group is not None else None
        if group is None or path is None:
            continue
        if (
            path not in limited
            and class_of(group) not in limited_classes - {""}
            and not _is_given(program, group, limited)
        ):
            continue
        for argument in use.target.args[:1]:
            inner, _ = program.resolver.targets(Call(use.op.pos, use.op.end, argument, (), ""))
            for target in inner[:1]:
                if target.function is None:
                    continue
                first = target.function.id
                for id_ in (first, *sorted(goroutines.below(first) - {first})):
                    body = program.functions.get(id_)
                    for op in (op for block in body.blocks for op in block.ops) if body is not None else ():
                        if type(op) is Call and id(op) not in told and _same_group(program, op, group):
                            told.add(id(op))
                            yield Slot(body or target.function, use.op, text_of(group), op, "inside", True)


def _is_given(program: Program, group: Value, limited: set[Path | None]) -> bool:
    """Whether a parameter, perhaps of the function around, is given one of the limited groups by some call."""
    if type(group) is not Var or group.kind != "param":
        return False
    for made in program.calls:
        for target in program.resolver.targets(made.call)[0]:
            if target.function is group.owner:
                actuals = target.args if target.recv is None else (target.recv, *target.args)
                if group.index < len(actuals) and path_of(actuals[group.index]) in limited:
                    return True
    return False


def _same_group(program: Program, op: Call, group: Value) -> bool:
    return any(
        target.effect is not None
        and target.effect.kind is Kind.GO
        and target.symbol == f"{GROUP}.Go"
        and target.recv is not None
        and (path_of(target.recv) == path_of(group) or class_of(target.recv) == class_of(group) != "")
        for target in program.resolver.targets(op)[0]
    )


def _again(operations: Operations, channels: Channels) -> Iterator[Slot]:
    """A second slot taken by its holder where there is only one."""
    for place in operations.of(Send):
        op = place.op
        if type(op) is not Send or not _is_token(op.value) or channels.capacity(class_of(op.chan)) != 1:
            continue
        second = _next_take(place, op)
        if second is not None and _is_returned(place.function, op.chan):
            yield Slot(place.function, op, text_of(op.chan), second, "again", True)


def _next_take(place: Place, op: Send) -> Op | None:
    """A send on the same channel behind another in one block, with nothing received between."""
    path = path_of(op.chan)
    for other in place.function.blocks[place.block].ops[place.position + 1 :]:
        if type(other) is Recv and path_of(other.chan) == path:
            return None
        if type(other) is Go or type(other) is Call:
            return None
        if type(other) is Send and path_of(other.chan) == path and path is not None and _is_token(other.value):
            return other
    return None


def _is_returned(function: Function, chan: Value) -> bool:
    """Whether the function also takes a token out of the channel."""
    path = path_of(chan)
    return any(
        type(op) is Recv and path_of(op.chan) == path
        for item in family(function)
        for block in item.blocks
        for op in block.ops
    )

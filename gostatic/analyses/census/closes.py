"""Close discipline: channels closed twice, and sends on channels that are closed by then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.conditions import Conditions, Known
from gostatic.analyses.census.flow import Flow, Use
from gostatic.analyses.goroutines import Goroutines
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Close, Defer, Op, Return, Select, Send
from gostatic.ir.values import Closure, Path, Value, path_of

# States of the walk through one function for one channel; beyond, it is left out.
MAX_STATES = 2000


class Closed(NamedTuple):
    """Something done to a channel that is closed by then.

    ``first`` closes it; ``then`` is the second close or the send, in ``function``; ``deferred`` says that it runs when the
    function returns; ``many`` that each of several goroutines does it; ``certain`` is false where it rests on how often it is called.
    """

    function: Function
    first: Op
    first_in: Function
    then: Op
    kind: str
    text: Value
    deferred: bool
    many: bool
    certain: bool


def closed_twice(flow: Flow, goroutines: Goroutines) -> Iterator[Closed]:
    """Second closes and sends behind a close: on one way through a function, then by several goroutines."""
    closing: dict[str, dict[Path, Function]] = {}
    for _, use in flow.operations:
        op = use.op
        if type(op) is Close:
            path = path_of(op.chan)
            if path is not None:
                function = _frame(use.function, op)
                closing.setdefault(function.id, {}).setdefault(path, function)
    for paths in closing.values():
        for path, function in paths.items():
            yield from _Walk(flow, function, path).run()
    yield from _by_goroutines(flow, goroutines)


def _frame(function: Function, op: Op) -> Function:
    """The function whose way an operation lies on: the one around for a literal that only closes, as deferred ones do."""
    parent = function.parent
    if parent is not None and len(function.blocks) == 1 and len(function.blocks[0].ops) == 2:
        for block in parent.blocks:
            for item in block.ops:
                if type(item) is Defer and type(item.call.callee) is Closure and item.call.callee.function is function:
                    return parent
    return function


class _State(NamedTuple):
    block: int
    closed: Op | None
    deferred: Defer | None
    known: Known


class _Walk:
    """All ways through a function, with whether one channel is closed."""

    def __init__(self, flow: Flow, function: Function, path: Path) -> None:
        self.flow, self.function, self.path = flow, function, path
        self.conditions = Conditions(function)
        self.found: dict[int, Closed] = {}

    def run(self) -> list[Closed]:
        """What is done to the channel when it is closed already."""
        pending = [_State(0, None, None, ())]
        seen: set[_State] = set()
        while pending:
            state = pending.pop()
            if state in seen:
                continue
            seen.add(state)
            if len(seen) > MAX_STATES:
                return []
            pending.extend(self.step(state))
        return sorted(self.found.values(), key=lambda item: item.then.pos)

    def step(self, state: _State) -> Iterator[_State]:
        """Runs one block."""
        block = self.function.blocks[state.block]
        closed, deferred, known = state.closed, state.deferred, state.known
        for op in block.ops:
            kind = type(op)
            if kind is Close:
                if path_of(op.chan) == self.path:  # type: ignore[attr-defined]
                    if closed is not None:
                        self.note(closed, op, "close", False)
                        return
                    closed = op
            elif kind is Send:
                if closed is not None and path_of(op.chan) == self.path:  # type: ignore[attr-defined]
                    self.note(closed, op, "send", False)
                    return
            elif kind is Assign:
                path = path_of(op.target) if op.target is not None else None  # type: ignore[attr-defined]
                if path is not None and self.path[: len(path)] == path:
                    closed = None
                known = self.conditions.assigned(known, op.target, op.value)  # type: ignore[attr-defined]
            elif kind is Defer:
                if self.closes(op):  # type: ignore[arg-type]
                    if deferred is not None and not block.loop:
                        self.note(deferred, op, "close", True)
                    deferred = op  # type: ignore[assignment]
            elif kind is Return:
                if closed is not None and deferred is not None:
                    self.note(closed, deferred, "close", True)
                return
        last = block.ops[-1]
        if type(last) is Branch:
            for side, succ in enumerate(block.succs):
                behind = self.conditions.taken(known, last.cond, side == 0)
                if behind is not None:
                    yield _State(succ, closed, deferred, behind)
            return
        for number, succ in enumerate(block.succs):
            if type(last) is Select and closed is not None:
                arms = last.arms
                if last.has_default and number == len(arms):
                    if any(arm.kind == "recv" and path_of(arm.chan) == self.path for arm in arms):
                        continue  # a closed channel is ready: the default is not taken
                elif arms[number].kind == "send" and path_of(arms[number].chan) == self.path:
                    self.note(closed, last, "send", False)
                    continue
            yield _State(succ, closed, deferred, known)

    def closes(self, op: Defer) -> bool:
        """Whether a deferred call closes the channel in every case."""
        callee = op.call.callee
        if type(callee) is not Closure or len(callee.function.blocks) != 1:
            return False
        return any(type(item) is Close and path_of(item.chan) == self.path for item in callee.function.blocks[0].ops)

    def note(self, first: Op, then: Op, kind: str, deferred: bool) -> None:
        """Keeps one finding for each place."""
        chan = next(
            (
                use.op.chan  # type: ignore[attr-defined]
                for _, use in self.flow.operations
                if type(use.op) is Close and path_of(use.op.chan) == self.path
            ),
            None,
        )
        if chan is not None:
            self.found.setdefault(
                then.pos, Closed(self.function, first, self.function, then, kind, chan, deferred, False, True)
            )


def _by_goroutines(flow: Flow, goroutines: Goroutines) -> Iterator[Closed]:
    """A channel closed by each of several goroutines that one function starts."""
    functions = goroutines.program.functions
    for channel in flow.channels:
        closes = channel.of("close")
        if not closes or channel.kept:
            continue
        home = channel.home
        scope = next(
            (block.loop for block in home.blocks for op in block.ops if type(op) is Assign and op.value is channel.site), -1
        )
        if scope < 0:
            continue
        by_sites: list[tuple[Use, Op, bool]] = []
        for thread in goroutines.sites_of(home.id):
            entry = functions.get(thread.entry)
            if entry is None or thread.op is None:
                continue
            for use in closes:
                if _always(use, entry) and use.function.id not in flow.once:
                    loop = next((block.loop for block in home.blocks if thread.op in block.ops), 0)
                    by_sites.append((use, thread.op, loop != 0 and not home.in_loop(scope, loop)))
        for use, op, many in by_sites:
            if many:
                yield _closed(use, op, home, use, True)
                break
        else:
            places = {id(op): use for use, op, _ in by_sites}
            own = [use for use in closes if use.function is home and must_pass(home, use.op)]
            if len(places) > 1:
                yield _closed(by_sites[1][0], by_sites[0][0].op, by_sites[0][0].function, by_sites[1][0], False)
            elif places and own:
                yield _closed(own[0], by_sites[0][0].op, by_sites[0][0].function, own[0], False)


def _closed(use: Use, first: Op, first_in: Function, then: Use, many: bool) -> Closed:
    return Closed(then.function, first, first_in, then.op, "close", use.op.chan, False, many, True)  # type: ignore[attr-defined]


def _always(use: Use, entry: Function) -> bool:
    """Whether a goroutine does an operation whenever it ends."""
    if use.function is entry:
        return must_pass(entry, use.op)
    if use.function.parent is not entry or len(use.function.blocks) != 1:
        return False
    for block in entry.blocks:
        for op in block.ops:
            if type(op) is Defer and type(op.call.callee) is Closure and op.call.callee.function is use.function:
                return must_pass(entry, op)
    return False


def must_pass(function: Function, goal: Op) -> bool:
    """Whether no way from a function's start to a return avoids an operation."""
    pending = [0]
    seen = {0}
    while pending:
        block = function.blocks[pending.pop()]
        if any(op is goal for op in block.ops):
            continue
        if type(block.ops[-1]) is Return:
            return False
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return True

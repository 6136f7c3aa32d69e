"""Close discipline: channels closed twice, and sends on channels that are or may be closed by then.

Every function is walked along all its ways for one channel at a time: what it does itself, what its callees do, what is
deferred, and what the goroutines do that it has started and not yet waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.close_effects import CLOSE, MAKE, SEND, Effect, Effects
from gostatic.analyses.census.conditions import Conditions, Known
from gostatic.analyses.census.flow import Flow
from gostatic.analyses.goroutines import Goroutines
from gostatic.base.span import Span
from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Assign, Branch, Call, Defer, Exit, Op, Recv, Return, Select, call_in
from gostatic.ir.values import Operation, Path, Pure, Var, path_of

# States of the walk through one function for one channel; beyond, it is left out.
MAX_STATES = 2000


class Misclosed(NamedTuple):
    """Something done to a channel that is closed by then.

    ``first`` closes it, ``then`` closes it again or sends on it; both as seen from ``home``, along whose ways they meet.
    ``certain`` is false where the two may be kept apart by something that is not known.
    """

    home: Function
    path: Path
    first: Effect
    then: Effect
    certain: bool

    @property
    def place(self) -> Span:
        """Where to tell it: at the operation itself, or at the call when it is the same operation twice."""
        function, op = self.then.chain[0]
        same = self.first.op is self.then.op and not self.many
        return function.span(op) if same else self.then.span

    @property
    def many(self) -> bool:
        """Whether it is one operation that several goroutines do."""
        return self.first is self.then and self.then.many


def misclosed(flow: Flow, goroutines: Goroutines) -> Iterator[Misclosed]:
    """Second closes and sends behind a close, in source order of the functions; each operation once."""
    effects = Effects(flow, goroutines)
    seen: set[tuple[str, Span]] = set()
    reported: set[int] = set()
    found: list[Misclosed] = []
    for function in flow.program.functions.values():
        for path in _candidates(effects, function):
            found.extend(_Walk(effects, function, path).run())
    found = [
        item._replace(certain=False) if item.certain and (_is_counted(item) or _is_at_count(item)) else item
        for item in found
    ]
    found.sort(key=lambda item: (not item.certain, item.then.kind != CLOSE))
    for item in found:
        # The close that comes too late itself is told by that alone.
        if item.then.kind == SEND and id(item.first.op) in reported:
            continue
        key = (item.then.kind, item.place)
        if key not in seen:
            seen.add(key)
            if item.then.kind == CLOSE:
                reported.update((id(item.then.op), id(item.first.op)))
            yield item


def _is_counted(item: Misclosed) -> bool:
    """Whether the closer has received in a loop before: then it may have waited for one answer of each sender."""
    if item.then.kind != SEND or not item.then.spawned:
        return False
    function, close = item.first.chain[0]
    operand = item.first.operand if len(item.first.chain) == 1 else None
    path = item.path if operand is None else path_of(operand)
    return any(
        type(op) is Recv and block.loop and path_of(op.chan) == path and (type(close) is Defer or op.pos < close.pos)
        for block in function.blocks
        for op in block.ops
    )


def _is_at_count(item: Misclosed) -> bool:
    """Whether a close in a loop is done where a variable that each turn changes has one value, and so in one of the turns.

    The second is the same one in another turn, or asks the same variable.
    """
    function, close = item.first.chain[0]
    other, then = item.then.chain[0]
    counted = _asked_before(function, close, True)
    if other is not function or not counted:
        return False
    return then is close or bool(counted & _asked_before(function, then, False))


def _asked_before(function: Function, op: Op, equal: bool) -> set[Var]:
    """The variables asked right before an operation that are changed in some loop: compared for equality, or in any way."""
    found: set[Var] = set()
    here = next((number for number, block in enumerate(function.blocks) if op in block.ops), None)
    seen: set[int] = set()
    while here is not None and here not in seen:
        seen.add(here)
        before = [number for number, block in enumerate(function.blocks) if here in block.succs]
        here = before[0] if len(before) == 1 else None
        last = function.blocks[here].ops[-1] if here is not None else None
        cond = last.cond if type(last) is Branch else None
        if type(cond) is Operation and (cond.op == "==" or not equal):
            found.update(value for value in cond.operands if type(value) is Var)
        elif type(cond) is Pure and not equal:
            found.update(cond.variables)
    turned = {op.target for block in function.blocks if block.loop for op in block.ops if type(op) is Assign}
    return found & turned


def _candidates(effects: Effects, function: Function) -> list[Path]:
    """The paths a function has to be walked for: closed, and by something else or in another turn of a loop used as well."""
    paths: dict[Path, tuple[bool, bool, set[int]]] = {}
    remade: set[Path] = set()
    for op, loop in effects.places.get(function.id, ()):
        for effect in effects.at[id(op)]:
            if effect.kind == MAKE:
                if effect.spawned:
                    remade.add(effect.path)
                continue
            closes, again, ops = paths.get(effect.path, (False, False, set()))
            if effect.kind == CLOSE:
                closes = True
                again = again or effect.many or bool(loop and effects.is_around(function, effect.path, loop))
            ops.add(id(op))
            paths[effect.path] = closes, again, ops
    return [
        path
        for path, (closes, again, ops) in paths.items()
        # A goroutine that makes it anew keeps a protocol of its own.
        if closes and (again or len(ops) > 1) and not any(path[: len(other)] == other for other in remade)
    ]


class _State(NamedTuple):
    """Where a walk is.

    ``closed`` is the close behind it; ``running`` what goroutines do that have not been waited for; ``ended`` the closes of
    others that may have come to their end; ``deferred`` the deferred calls.
    """

    block: int
    closed: Effect | None
    running: tuple[Effect, ...]
    ended: tuple[Effect, ...]
    deferred: tuple[Op, ...]
    known: Known


class _Walk:
    """All ways through a function, for the channel at one path."""

    def __init__(self, effects: Effects, function: Function, path: Path) -> None:
        self.effects, self.function, self.path = effects, function, path
        self.conditions = Conditions(function)
        self.found: dict[tuple[str, int, int], Misclosed] = {}

    def run(self) -> list[Misclosed]:
        """What is done to the channel when it is closed already."""
        pending = [_State(0, None, (), (), (), ())]
        seen: set[object] = set()
        while pending:
            state = pending.pop()
            key = (
                state.block,
                id(state.closed),
                tuple(map(id, state.running + state.ended)),
                tuple(map(id, state.deferred)),
                state.known,
            )
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MAX_STATES:
                return []
            pending.extend(self.step(state))
        return sorted(self.found.values(), key=lambda item: item.then.op.pos)

    def step(self, state: _State) -> Iterator[_State]:
        """Runs one block."""
        block = self.function.blocks[state.block]
        for op in block.ops[:-1]:
            state = self.pass_op(state, op, block.loop)
        last = block.ops[-1]
        if type(last) is Return:
            for op in reversed(state.deferred):
                state = self.apply(state, op)
            return
        if type(last) is Branch:
            for side, succ in enumerate(block.succs):
                behind = self.conditions.taken(state.known, last.cond, side == 0)
                if behind is not None:
                    yield state._replace(block=succ, known=behind)
            return
        for number, succ in enumerate(block.succs):
            following = state
            if type(last) is Select:
                arm = last.arms[number] if number < len(last.arms) else None
                if arm is None:
                    if state.closed is not None and any(
                        item.kind == "recv" and path_of(item.chan) == self.path for item in last.arms
                    ):
                        continue  # a closed channel is ready: the default is not taken
                elif arm.kind == "send" and path_of(arm.chan) == self.path:
                    following = self.apply(following, last)
                elif arm.kind == "send" or self.effects.joins.is_spoken_on(arm.chan):
                    following = self.joined(following)
            yield following._replace(block=succ)

    def pass_op(self, state: _State, op: Op, loop: int) -> _State:
        """The state behind an operation that is no terminator."""
        if type(op) is Defer:
            if (id(op) in self.effects.at and op not in state.deferred) or (
                loop == 0 and self.effects.joins.is_join(op)
            ):
                state = state._replace(deferred=(*state.deferred, op))
            return state
        if type(op) is Assign:
            state = state._replace(known=self.conditions.assigned(state.known, op.target, op.value))
            target = path_of(op.target)
            if target is not None and self.path[: len(target)] == target:
                bound = tuple(item for item in state.deferred if not self.is_bound(item))
                state = state._replace(closed=None, running=(), ended=(), deferred=bound)
        state = self.apply(state, op)
        if type(op) is not Assign and self.effects.joins.is_join(op) and not self.is_own_send(op):
            state = self.joined(state)
        return state

    def is_bound(self, op: Op) -> bool:
        """Whether a deferred call has got the channel as its receiver or an argument: as it was at the defer statement."""
        call = call_in(op)
        assert call is not None
        recv = getattr(call.callee, "recv", None)
        paths = [path_of(value) for value in (call.callee if recv is None else recv, *call.args)]
        return any(path is not None and self.path[: len(path)] == path for path in paths)

    def is_own_send(self, op: Op) -> bool:
        """Whether an operation is a send on the channel itself: nobody who sends on it has come to an end by that."""
        if type(op) is Call:
            return False
        return any(effect.kind == SEND and effect.path == self.path for effect in self.effects.at.get(id(op), ()))

    def apply(self, state: _State, op: Op) -> _State:
        """Applies what an operation does to the channel."""
        for effect in self.effects.at.get(id(op), ()):
            if effect.kind == MAKE:
                if self.path[: len(effect.path)] == effect.path and not effect.spawned:
                    state = state._replace(closed=None)
            elif effect.path == self.path:
                state = self.spawned(state, effect) if effect.spawned else self.done(state, effect)
        if type(op) is Defer and self.effects.joins.is_join(op):
            state = self.joined(state)
        return state

    def done(self, state: _State, effect: Effect) -> _State:
        """What the function does itself, or a callee before it returns."""
        inner = effect.chain[1:]
        if state.closed is not None and not self.effects.is_guarded(inner):
            # Conditions that have changed since, and may keep the two apart.
            guarded = self.effects.is_guarded(effect.chain[:1])
            if not (guarded and state.closed is effect):
                self.note(state.closed, effect, not (guarded and self.effects.is_guarded(state.closed.chain[:1])))
        joined = any(self.effects.joins.may_come_joined(*link) for link in inner)
        if not joined:
            for other in state.running:
                self.meet(other, effect)
        if effect.kind == CLOSE:
            for other in state.ended:
                self.meet(other, effect)
        if effect.kind == CLOSE and self.effects.is_always(inner):
            state = state._replace(closed=effect)
        return self.joined(state) if joined else state

    def joined(self, state: _State) -> _State:
        """The state behind a wait: goroutines may be over, and what they have closed is closed."""
        if not state.running:
            return state
        ended = tuple(item for item in state.running if item.kind == CLOSE and self.is_sure(item))
        return state._replace(running=(), ended=tuple(dict.fromkeys((*state.ended, *ended))))

    def spawned(self, state: _State, effect: Effect) -> _State:
        """What a goroutine does from here on."""
        inner = effect.chain[effect.spawned :]
        if state.closed is not None and not self.effects.is_guarded(inner):
            self.note(state.closed, effect, True)
        if effect.many and effect.kind == CLOSE and self.effects.is_always(effect.chain[1:]):
            self.note(effect, effect, True)
        for other in state.running:
            if other is not effect and (other.chain[0] != effect.chain[0] or effect.many):
                self.meet(other, effect)
        return state if effect in state.running else state._replace(running=(*state.running, effect))

    def meet(self, one: Effect, other: Effect) -> None:
        """Two that nothing orders: is one of them a close that does not wait for the other?"""
        for first, then in ((one, other), (other, one)):
            if first.kind != CLOSE:
                continue
            if then.kind == CLOSE:
                if self.is_sure(first) and self.is_sure(then):
                    certain = not any(item.spawned and self.waits(item) for item in (first, then))
                    self.note(one, other, certain)
                return
            inner = first.chain[first.spawned :] if first.spawned else first.chain[1:]
            if first.spawned and self.waits(first):
                continue
            if self.effects.is_guarded(inner) or self.effects.is_guarded(then.chain[max(1, then.spawned) :]):
                continue
            self.note(first, then, True)

    def waits(self, effect: Effect) -> bool:
        """Whether a goroutine waits for somebody before it comes to an effect."""
        joins = self.effects.joins
        own = self.effects.at
        return any(
            joins.may_come_joined(*link, lambda op: any(item.path == effect.path for item in own.get(id(op), ())))
            for link in effect.chain[effect.spawned :]
        )

    def is_sure(self, effect: Effect) -> bool:
        """Whether an effect happens whenever its goroutine or call comes to its end."""
        return self.effects.is_always(effect.chain[1:])

    def note(self, first: Effect, then: Effect, certain: bool) -> None:
        """Keeps one finding for each place; one on the way of a test that fails is not worth much."""
        if any(
            type(block.ops[-1]) is Exit for op in (first.chain[0][1], then.chain[0][1]) for block in self.blocks_of(op)
        ):
            certain = False
        key = (then.kind, id(then.op), id(then.chain[0][1]))
        self.found.setdefault(key, Misclosed(self.function, self.path, first, then, certain))

    def blocks_of(self, op: Op) -> list[Block]:
        """The block of an operation."""
        return [block for block in self.function.blocks if any(item is op for item in block.ops)]

"""Goroutines left waiting: the function that was to answer them leaves before it does.

For every scope (:mod:`scopes`: a function that has all answers of a channel, and the places where somebody comes to wait for
them) each way through the function is walked with the number of operations that still wait: a go statement adds, an answer
takes away, a normal end of a loop with an answer in it takes all. What is above zero where the function returns is left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gostatic.analyses.census.bounds import around, header_of, is_short
from gostatic.analyses.census.conditions import Conditions, Known
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.analyses.census.scopes import Scope, scopes
from gostatic.analyses.census.spawns import MANY, Spawned, reaches
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.uses import source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Close, Defer, Go, Jump, Op, Recv, Return, Select, Send
from gostatic.ir.values import Const, Operation, Pure, Received, Value, Var
from gostatic.models.effects import Kind

# States of one walk; beyond, the channel is left out: fewer findings, never other ones.
MAX_STATES = 4000
# How many calls are followed to who is to answer.
MAX_CALLS = 2


# The functions whose end calls wait for, by the call's identity and theirs, with where they say so before they end.
Waits = Mapping[int, Mapping[str, tuple[Op, ...]]]


class Abandoned(NamedTuple):
    """A goroutine that stays behind.

    ``wait`` is the operation it waits at, ``spawned`` where it was started, ``exit`` where the home function leaves,
    ``branch`` the select or condition that led there (None when it just ends), ``arm`` the select's arm; ``answer`` an answer
    on another way; ``certain`` is false where a protocol between the two may rule it out; ``handed`` when it is a goroutine
    that was there before and was handed the channel.
    """

    channel: Channel
    home: Function
    wait: Use
    spawned: Spawned
    exit: Op
    branch: Op | None
    arm: int
    answer: Use
    certain: bool
    handed: bool


class _State(NamedTuple):
    """``balance`` operations waiting; ``heard`` other channels on which the goroutine has spoken; ``served`` in this turn;
    ``joined`` behind word of a goroutine that has waited for others."""

    block: int
    start: int
    balance: int
    sites: tuple[tuple[int, int], ...]
    heard: tuple[int, ...]
    served: bool
    failed: bool
    branch: Op | None
    arm: int
    known: Known
    joined: bool = False
    # The function called to answer, and its return on a way on which it did not.
    via: tuple[Function, Op] | None = None


def abandoned(flow: Flow, goroutines: Goroutines, waits: Waits) -> Iterator[Abandoned]:
    """All goroutines left behind, one for each waiting operation, in source order.

    Left behind at a call that waits for its end, by ``waits``, a goroutine stops who waits.
    """
    seen: set[tuple[str, int]] = set()
    for scope in scopes(flow, goroutines):
        found = _Walk(flow, goroutines, scope, waits).run()
        if found is not None:
            key = (found.wait.function.id, found.wait.place[0])
            if key not in seen:
                seen.add(key)
                yield found


class _Walk:
    """One walk through the function of a scope."""

    def __init__(self, flow: Flow, goroutines: Goroutines, scope: Scope, waits: Waits, depth: int = 0) -> None:
        self.waits = waits
        self.flow, self.goroutines, self.channel, self.kind = flow, goroutines, scope.channel, scope.kind
        self.scoped, self.depth = scope, depth
        self.sure = scope.certain
        self.home, self.begin = scope.home, scope.begin
        self.room = (self.channel.capacity or 0) if self.kind == "send" else 0
        self.sites = {(id(op), arm): site for op, arm, site in scope.sites}
        self.handed = scope.handed
        self.answers = scope.answers
        self.own = {(id(use.op), use.arm): use for use in self.answers if use.function is self.home}
        self.bodies = [goroutines.below(item.thread.entry) for item in self.sites.values()]
        self.places = {
            (id(op)): (number, position)
            for number, block in enumerate(self.home.blocks)
            for position, op in enumerate(block.ops)
        }
        self.conditions = Conditions(self.home)
        self.scope = self.home.blocks[self.places[id(self.begin)][0]].loop if self.begin is not None else 0
        self.answering = self.loops_with_answers()
        self.spoken = self.speech()
        self.spawning = self.loops_below(op for op, _ in self.sites)
        self.joining = self.waiting_speakers()

    def loops_with_answers(self) -> set[int]:
        """Loops below the channel's scope in which an answer lies."""
        return self.loops_below(op for op, _ in self.own)

    def loops_below(self, ops: Iterable[int]) -> set[int]:
        """Loops below the channel's scope around operations, given by their identities."""
        found: set[int] = set()
        for op in ops:
            place = self.places.get(op)
            if place is not None:
                loop = self.home.blocks[place[0]].loop
                while loop and not self.home.in_loop(self.scope, loop):
                    found.add(loop)
                    loop = self.home.loop_parents[loop]
        return found

    def speech(self) -> dict[int, list[Use]]:
        """Other channels on which the goroutines send, or that they close: what they did before is told by it."""
        found: dict[int, list[Use]] = {}
        bodies = frozenset().union(*self.bodies)
        for other in self.flow.neighbours(self.home):
            if other is not self.channel:
                uses = [use for use in other.of("send", "close") if use.function.id in bodies]
                if uses:
                    found[other.index] = uses
        return found

    def waiting_speakers(self) -> set[int]:
        """Other channels on which goroutines speak that have waited for others before."""
        found: set[int] = set()
        for other in self.flow.neighbours(self.home):
            if other is not self.channel and any(
                use.function is not self.home and self.waits_before(use) for use in other.of("send", "close")
            ):
                found.add(other.index)
        return found

    def waits_before(self, use: Use) -> bool:
        """Whether a function waits for a group before an operation."""
        return any(
            type(op) is Call
            and any(
                target.effect is not None and target.effect.kind is Kind.WAIT
                for target in self.flow.program.resolver.targets(op)[0]
            )
            and reaches(use.function, op, use.op)
            for block in use.function.blocks
            for op in block.ops
        )

    # --- walking -------------------------------------------------------------------------------------------------

    def run(self) -> Abandoned | None:
        """Walks; the first way out, in source order of the exits, that leaves a goroutine behind."""
        block, position = self.places[id(self.begin)] if self.begin is not None else (0, -1)
        state = _State(block, position + 1, -self.room, (), (), False, False, None, -1, ())
        if (id(self.begin), -1) in self.sites:
            state = self.started(state, 0, self.begin)  # type: ignore[arg-type]  # it is an operation then
        return self.follow(state)

    def follow(self, start: _State) -> Abandoned | None:
        """Walks from one state on."""
        pending = [start]
        seen: set[tuple[object, ...]] = set()
        leaks: list[Abandoned] = []
        while pending:
            state = pending.pop()
            key = state[:7] + state[9:]  # how it got there tells nothing apart
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MAX_STATES:
                return None
            pending.extend(self.step(state, leaks))
        leaks.sort(key=lambda item: (not item.certain, _doubt(item.branch), item.exit.pos))
        return leaks[0] if leaks else None

    def step(self, state: _State, leaks: list[Abandoned]) -> Iterator[_State]:
        """Runs one block; the states of its successors."""
        block = self.home.blocks[state.block]
        for op in block.ops[state.start :]:
            kind = type(op)
            if op is self.begin:
                if state.balance > 0:
                    self.leak(state, op, leaks)
                return
            if kind is Go:
                if (id(op), -1) in self.sites:
                    state = self.started(state, block.loop, op)
            elif kind is Recv or kind is Send or kind is Close:
                if (id(op), -1) in self.sites:
                    state = self.started(state, block.loop, op)  # handed on over another channel
                if (id(op), -1) in self.own:
                    state = self.answered(state, block.loop, kind is Close)
                    if state.balance <= -MANY:
                        return
                elif kind is Recv:
                    state = self.hear(state, op.chan)  # type: ignore[attr-defined]
            elif kind is Call or kind is Defer:
                if state.balance > 0 and self.waits_for(op, state):
                    self.leak(state, op, leaks)
                    return
                if self.calls_answer(op):
                    given_up = self.gives_up(op, state)
                    if given_up is None:
                        return
                    state = given_up
                    continue
                if (id(op), -1) in self.sites:
                    if self.sites[id(op), -1].thread.op is op and not self.goroutines.starts_as_go(op):
                        return  # started through the library, which waits for it as a rule
                    state = self.started(state, block.loop, op)
            elif kind is Assign:
                if (id(op), -1) in self.sites:
                    state = self.started(state, block.loop, op)
                state = state._replace(known=self.conditions.assigned(state.known, op.target))  # type: ignore
            elif kind is Return:
                if state.balance > 0:
                    self.leak(state, op, leaks)
                return
        last = block.ops[-1]
        kind = type(last)
        if kind is Jump:
            following = state
            if last.word == "loop":  # type: ignore[attr-defined]
                following = state._replace(served=False, failed=False)
            if (
                last.word in ("loop", "continue")  # type: ignore[attr-defined]
                and block.loop in self.spawning
                and -self.room < state.balance < MANY
            ):
                following = following._replace(balance=MANY)  # what this turn has started waits on in the next
            yield from self.goto(following, block.loop, block.succs[0], False)
        elif kind is Branch:
            cond: Value = last.cond  # type: ignore[attr-defined]
            for side, succ in enumerate(block.succs):
                known = self.conditions.taken(state.known, cond, side == 0)
                if known is None:
                    continue
                failed = state.failed or (side == 1 and _is_failure(cond)) or self.picks(cond, succ)
                following = state._replace(known=known, failed=failed)
                if self.tells(cond, succ):
                    following = following._replace(branch=last, arm=-1)
                yield from self.goto(following, block.loop, succ, True)
        elif kind is Select:
            for number, succ in enumerate(block.succs):
                following = state._replace(branch=last, arm=number)
                arm = (id(last), number)
                if arm in self.sites:
                    following = self.started(following, block.loop, last, number)
                if arm in self.own:
                    following = self.answered(following, block.loop, False)
                    following = following._replace(branch=state.branch, arm=state.arm)
                elif number < len(last.arms):  # type: ignore[attr-defined]
                    following = self.hear(following, last.arms[number].chan)  # type: ignore[attr-defined]
                yield from self.goto(following, block.loop, succ, False)

    def started(self, state: _State, loop: int, op: Op, arm: int = -1) -> _State:
        """The state behind the start of a goroutine that waits, or behind what makes one wait."""
        site = self.sites[id(op), arm]
        if self.handed:
            # Under several names it is one channel, and one answer is asked for.
            return state if state.sites else state._replace(balance=state.balance + 1, sites=((id(op), arm),))
        balance = MANY if site.most == MANY else min(MANY, state.balance + site.most)
        return state._replace(balance=balance, sites=(*state.sites, (id(op), arm))[-2:])

    def tells(self, cond: Value, succ: int) -> bool:
        """Whether a branch is worth naming: one that leads towards a return, or out of a loop."""
        del cond
        ops = self.home.blocks[succ].ops
        return any((type(op) is Return and not op.implicit) or (type(op) is Jump and op.word == "break") for op in ops)

    def picks(self, cond: Value, succ: int) -> bool:
        """Whether a branch leaves because of what was received: others may still be on their way."""
        ops = self.home.blocks[succ].ops
        leaves = type(ops[-1]) is Return or (type(ops[-1]) is Jump and ops[-1].word == "break")
        return leaves and _is_about_received(cond)

    def goto(self, state: _State, loop: int, succ: int, branch: bool) -> Iterator[_State]:
        """Enters a block: leaving an answering loop by its own condition answers all that wait."""
        target = self.home.blocks[succ].loop
        if branch:
            inner = loop
            while inner and not self.home.in_loop(target, inner):
                if inner in self.answering:
                    return
                inner = self.home.loop_parents[inner]
        yield state._replace(block=succ, start=0)

    def answered(self, state: _State, loop: int, all_of_them: bool) -> _State:
        """The state behind an answer."""
        if all_of_them:
            return state._replace(balance=-MANY)
        if self.kind == "range":
            return state
        # What is sent into a buffer before somebody comes to receive it is there for him.
        least = 1 - MANY if self.kind == "recv" and self.channel.capacity != 0 else -self.room
        balance = state.balance if state.balance >= MANY else max(state.balance - 1, least)
        again = bool(loop) and not self.home.in_loop(self.scope, loop)
        return state._replace(balance=balance, served=state.served or again, failed=False)

    def hear(self, state: _State, chan: Value) -> _State:
        """The state behind a receive from another channel the goroutine may have spoken on."""
        node = self.flow.node_of(chan)
        heard = state.heard
        if not self.joining.isdisjoint(self.flow.pts.get(node, ())):
            state = state._replace(joined=True)
        for number in self.flow.pts.get(node, ()):
            if number in self.spoken and number not in heard:
                heard = (*heard, number)
        return state._replace(heard=heard)

    def calls_answer(self, op: Op) -> bool:
        """Whether a call, made now or deferred, may answer or waits for the goroutines."""
        call: Call = op if type(op) is Call else op.call  # type: ignore[attr-defined]
        elsewhere = {use.function.id for use in self.answers if use.function is not self.home}
        for target in self.flow.program.resolver.targets(call)[0]:
            if target.effect is not None and target.effect.kind in (Kind.WAIT, Kind.JOIN):
                return True
            if target.function is not None and elsewhere & self.goroutines.below(target.function.id):
                return True
            if target.function is not None and target.function.parent is not None and type(op) is Defer:
                for block in target.function.blocks:
                    for inner in block.ops:
                        if type(inner) is Call and self.calls_answer(inner):
                            return True
        return False

    def waits_for(self, op: Op, state: _State) -> bool:
        """Whether an operation waits for the end of goroutines that wait, and there is no room for what they send."""
        known = self.waits.get(id(op))
        if known is None or (self.channel.capacity and not self.is_short(state)):
            return False
        for site in (self.sites[item] for item in state.sites):
            done = known.get(site.thread.entry)
            if done is not None and not any(
                reaches(wait.function, item, wait.op) for wait in site.waits for item in done
            ):
                return True
        return False

    def gives_up(self, op: Op, state: _State) -> _State | None:
        """The state behind a call of the one function that is to answer, when that has a way out on which it does not."""
        targets = self.flow.program.resolver.targets(op)[0] if type(op) is Call else []
        callee = targets[0].function if len(targets) == 1 else None
        if callee is None or callee is self.home or self.depth >= MAX_CALLS or state.balance <= 0 or self.handed:
            return None
        if not any(use.function is callee for use in self.answers) or self.kind != "send":
            return None
        scope = self.scoped._replace(home=callee, begin=None)
        inner = _Walk(self.flow, self.goroutines, scope, self.waits, self.depth + 1)
        found = inner.follow(_State(0, 0, state.balance, state.sites, (), False, False, None, -1, ()))
        if found is None or not found.certain:
            return None
        return state._replace(via=(found.home, found.exit), branch=found.branch, arm=found.arm)

    # --- what was found -------------------------------------------------------------------------------------------

    def leak(self, state: _State, exit_: Op, leaks: list[Abandoned]) -> None:
        """Notes a way out on which something waits, unless what was heard or counted speaks against it."""
        loop = self.home.blocks[state.block].loop
        many = state.balance >= MANY
        certain = self.sure
        if many and state.served and not state.failed and any(use.kind != "range" for use in self.own.values()):
            # All may have been answered by now; a loop to the channel's end, or one with a condition, is cut short.
            certain = False
        if self.home.test or (many and self.channel.capacity and not self.is_short(state)) or state.joined:
            certain = False
        del loop
        for site_id in state.sites:
            site = self.sites[site_id]
            for wait in site.waits:
                if self.contradicts(state, wait) or self.has_room(state, site, wait):
                    continue
                answer = next(iter(self.own.values()), self.answers[0])
                home, exit_ = state.via or (self.home, exit_)
                leaks.append(
                    Abandoned(
                        self.channel,
                        home,
                        wait,
                        site,
                        exit_,
                        state.branch,
                        state.arm,
                        answer,
                        certain and not wait.function.test and not _knows_shutdown(wait),
                        self.handed,
                    )
                )
                return

    def is_short(self, state: _State) -> bool:
        """Whether the goroutines of a loop over a list are more than the channel has room for, going by its header."""
        headers = [header_of(self.home, loop) for site in state.sites for loop in self.loops_around(site)]
        return is_short(self.channel, headers)

    def loops_around(self, site: tuple[int, int]) -> list[int]:
        """The loops around the start of a goroutine."""
        place = self.places.get(site[0])
        return around(self.home, self.home.blocks[place[0]].ops[place[1]]) if place is not None else []

    def has_room(self, state: _State, site: Spawned, wait: Use) -> bool:
        """Whether an operation of the only goroutine is its first, and finds room in the channel."""
        if not self.room or len(state.sites) != 1 or state.balance >= MANY:
            return False
        own = [use for use in site.waits if use.function is wait.function]
        return not any(reaches(wait.function, use.op, wait.op) for use in own)

    def contradicts(self, state: _State, wait: Use) -> bool:
        """Whether what the goroutine has said on another channel shows that it does not come to the operation."""
        for number in state.heard:
            for use in self.spoken[number]:
                if use.function is not wait.function or not reaches(use.function, use.op, wait.op):
                    return True
        return False


# Errors that a shutdown ends a server's loop with.
_CLOSED = re.compile(rb"\bErr(?:Server|Listener)?Closed\b")


def _knows_shutdown(wait: Use) -> bool:
    """Whether a goroutine tells the error of a shutdown from others before it speaks: then the leaver has shut it down."""
    function = wait.function
    source = source_of(function)
    return _CLOSED.search(source, function.pos, wait.op.pos) is not None


def _doubt(branch: Op | None) -> int:
    """How little a way out says: another arm of a select, then conditions, then those about what was received."""
    if branch is None or type(branch) is Select:
        return 0
    return 2 if type(branch) is Branch and _is_about_received(branch.cond) else 1


def _is_failure(cond: Value) -> bool:
    """Whether a condition compares what was received, or a part of it, with nil."""
    if type(cond) is not Operation or cond.op != "==":
        return False
    nil = [item for item in cond.operands if type(item) is Const and item.value is None]
    return bool(nil) and any(_is_received(item) for item in cond.operands)


def _is_about_received(cond: Value) -> bool:
    """Whether a condition asks what was received, or a part of it."""
    if type(cond) is Operation:
        return any(_is_about_received(item) for item in cond.operands)
    return _is_received(cond)


def _is_received(value: Value) -> bool:
    while hasattr(value, "base"):
        value = value.base
    if type(value) is Pure:
        return any(_is_received(var) for var in value.variables)
    if type(value) is Var:
        return any(type(item) is Received for item in value.defs)
    return type(value) is Received

"""What each operation does to the state of a path: assignments, defers, channels, goroutines, library calls with a meaning."""

from __future__ import annotations

import re
from collections.abc import Callable

from gostatic.analyses.calls import Calls
from gostatic.analyses.facts import assign, assume
from gostatic.analyses.states import MAX_COUNT, UNSURE, Flow, add_count, exact, lock_operand, remember
from gostatic.analyses.summary import CALLERS, GATHERED, MAX_BLOCKS, Blocking, Facts, Hold, Site, State, Summary
from gostatic.callgraph.targets import Binding, Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Close, Defer, Go, Op, Recv, Select, Send, Yielded, Yielding
from gostatic.ir.values import OPAQUE, Closure, Const, Path, Value, Var, class_of, path_of, text_of
from gostatic.models.effects import RECV, Effect, Kind


class Steps(Calls):
    """One handler per kind of operation; each takes a state with its facts and gives those that follow."""

    def on_assign(self, state: State, facts: Facts, op: Assign, target: Path) -> Flow:
        """A variable or field gets a new value: what was known of the old instance is not known of the new one."""
        return self.on_renew(state, assign(facts, target, op.value), op, target)

    def on_renew(self, state: State, facts: Facts, op: Assign, target: Path) -> Flow:
        """The same, for a variable that no condition looks at."""
        root = target[0]
        if type(root) is Var and len(target) == 1 and (state.held or state.free or state.counts):
            if len(root.defs) > (root.kind == "local") or root.loop:
                key = f"[{root.name}#{root.uid}]"
                held = tuple(
                    hold._replace(path=None)
                    if hold.path is not None and ((hold.path[0] is root) or key in hold.path)
                    else hold
                    for hold in state.held
                )
                # Of locks that can no longer be told apart one is enough: a loop would pile them up.
                held = tuple(dict.fromkeys(held))
                free = tuple(item for item in state.free if item[0][0] is not root and key not in item[0])
                counts = tuple(item for item in state.counts if item[0][0] is not root)
                state = state._replace(held=held, free=free, counts=counts)
        elif len(target) > 1 and (state.held or state.free):
            size = len(target)
            if any(hold.path is not None and hold.path[:size] == target for hold in state.held):
                held = tuple(
                    hold._replace(path=None) if hold.path is not None and hold.path[:size] == target else hold
                    for hold in state.held
                )
                state = state._replace(held=held)
            if state.free:
                state = state._replace(free=tuple(item for item in state.free if item[0][:size] != target))
        return [(state, facts)]

    def on_defer(self, state: State, facts: Facts, op: Defer, prepared: tuple[int, object]) -> Flow:
        """A deferred call is remembered; a deferred lock of a held one is noted."""
        position, step = prepared
        data = step[1]  # type: ignore[index]
        if type(data) is tuple and len(data) == 3 and isinstance(data[2], Effect) and data[2].kind is Kind.ACQUIRE:
            operand, _mode = lock_operand(self.program, data[1].recv, data[2].mode)
            path = path_of(operand)
            if path is not None and any(hold.path == path for hold in state.held):
                hold = next(hold for hold in state.held if hold.path == path)
                self.events.deferred_lock(self.function, op, hold, text_of(operand))
                return [(state, facts)]
        if position not in state.defers:
            state = state._replace(defers=(*state.defers, position))
        return [(state, facts)]

    def on_nothing(self, state: State, facts: Facts, op: Op, _: object) -> Flow:
        """An operation that changes nothing but is remembered."""
        return [(state, facts)]

    def on_required(self, state: State, facts: Facts, op: Op, asked: tuple[Value, bool]) -> Flow:
        """A requirement of a test: behind it the condition has that truth, or the goroutine has ended."""
        known = assume(*asked, facts)
        return [(state, known)] if known is not None else []

    def on_yielding(self, state: State, facts: Facts, op: Yielding, held: tuple[Hold, ...]) -> Flow:
        """The body of a loop over a function begins: what the function holds meanwhile is held."""
        known = {hold.path for hold in state.held}
        more = tuple(hold for hold in held if hold.path not in known)
        return [(state._replace(held=(*state.held, *more)) if more else state, facts)]

    def on_yielded(self, state: State, facts: Facts, op: Yielded, _: object) -> Flow:
        """The body ends: the function goes on with its own."""
        call = op.call
        if any(hold.how == "iterator" for hold in state.held):
            left = tuple(hold for hold in state.held if hold.how != "iterator" or hold.site.pos != call.pos)
            state = state._replace(held=left)
        return [(state, facts)]

    def on_unknown(self, state: State, facts: Facts, op: Op, call: Call | None) -> Flow:
        """A call nobody can see into: it may give back or take what we thought free."""
        if state.free:
            state = state._replace(free=tuple(item for item in state.free if item[2] != "free"))
        return [(state, facts)]

    def on_channel(self, state: State, facts: Facts, op: Send | Recv, _: object) -> Flow:
        """A send or receive outside a select."""
        kind = "send" if type(op) is Send else "range" if op.ranged else "recv"  # type: ignore[union-attr]
        self.note_nil(state, facts, op, kind)
        self.blocking(state, facts, kind, op.chan, self.site(op), op)
        return [(state, facts)]

    def on_close(self, state: State, facts: Facts, op: Close, _: object) -> Flow:
        """A close."""
        self.note_nil(state, facts, op, "close")
        return [(state, facts)]

    def note_nil(self, state: State, facts: Facts, op: Send | Recv | Close, kind: str) -> None:
        """Records an operation on a local channel that was never made on this path."""
        var = op.chan
        if type(var) is not Var or var.kind == "result":
            return
        known: object
        if var.owner is not self.function:
            known = None if var.kind == "local" and len(var.defs) == 1 and is_never_made(var) else UNSURE
        elif var.captured and len(var.defs) > 1:
            return
        else:
            known = facts.get(("p", (var,)), UNSURE)
        # The last visit of a state knows what all ways to it have in common; where ways are not merged all must agree.
        if self.one_by_one and self.nils.get((id(op), state), True) is None:
            return
        self.nils[(id(op), state)] = None if known is not None or self.has_address(var) else (op, kind, var.name)

    def has_address(self, var: Var) -> bool:
        """Whether a variable's address is taken anywhere: then others may assign it."""
        symbol = self.function.outermost.symbol
        if symbol is None:
            return True
        text = symbol.file.text[self.function.outermost.pos : self.function.outermost.end]
        return re.search(rb"&\s*\(?%b\b" % re.escape(var.name.encode()), text) is not None

    def on_select(self, state: State, facts: Facts, op: Select, _: object) -> Flow:
        """A select without a default arm."""
        if not op.arms:
            self.blocking(state, facts, "forever", OPAQUE, self.site(op), op)
            self.events.never(self.function, op, state)
        elif len(op.arms) == 1:
            arm = op.arms[0]
            self.blocking(state, facts, arm.kind, arm.chan, self.site(op), op)
        else:
            self.blocking(state, facts, "select", OPAQUE, self.site(op), op)
        return [(state, facts)]

    def blocking(self, state: State, facts: Facts, kind: str, value: Value, site: Site, op: Op) -> None:
        """Records an operation that waits for somebody."""
        path = path_of(value)
        class_ = class_of(value)
        text = text_of(value)
        without = tuple(item[0] for item in state.free if item[2] != "free")
        key = (kind, path if path is not None else class_, op.pos)
        event = Blocking(kind, self.outward(path), class_, text, site, without, self.precondition(facts))
        known = self.blocks.get(key)
        if known is not None:
            if known.pre:
                self.blocks[key] = known._replace(pre=known.pre & event.pre)
        elif len(self.blocks) < GATHERED * MAX_BLOCKS:
            self.blocks[key] = event
        held = tuple(hold for hold in state.held if hold.how not in CALLERS)
        if held:
            self.events.blocked(self.function, op, event, path, held)

    def on_go(self, state: State, facts: Facts, op: Go, prepared: tuple[list[Target], bool]) -> Flow:
        """A goroutine is started: what it counts down is accounted for here."""
        targets, _ = prepared
        counts = state.counts
        if len(targets) == 1:
            target = targets[0]
            if target.function is not None and target.effect is None:
                summary = self.summary(target)
                binding = target.binding()
                counts = self.spawn_counts(counts, summary, binding, target.function)
                self.events.spawn_counts(self.function, op, state.counts, counts)
                state = self.hand_over(state, summary, binding, target.function, op)
        if state.held:
            # go safely(func() { defer mu.Unlock(); ... })
            for literal in (value for value in op.call.args if type(value) is Closure):
                for target in self.program.resolver.targets(Call(op.pos, op.end, literal, (), ""))[0]:
                    if target.function is not None:
                        state = self.hand_over(state, self.summary(target), target.binding(), target.function, op)
        return [(state._replace(counts=counts), facts)]

    def hand_over(self, state: State, summary: Summary, binding: Binding, callee: Function, op: Op) -> State:
        """A goroutine that gives back a lock taken here does so on this goroutine's behalf."""
        for outcome in summary.outcomes:
            for path, _, class_ in outcome.released:
                outer = self.translated(path, binding, callee)
                if outer is None:
                    continue
                self.events.contract(self.events.class_names.get(outer, class_))
                for hold in state.held:
                    if hold.path == outer:
                        self.events.released(self.function, op, hold, outer)
                        state = state._replace(held=tuple(other for other in state.held if other is not hold))
                        break
        return state

    def spawn_counts(
        self,
        counts: tuple[tuple[Path, int | None], ...],
        summary: Summary,
        binding: Binding,
        callee: Function,
    ) -> tuple[tuple[Path, int | None], ...]:
        """Counts after a goroutine was started whose body counts down (or up) in the end."""
        deltas: dict[Path, set[int | None]] = {}
        for outcome in summary.outcomes:
            for path, delta in outcome.counts:
                deltas.setdefault(path, set()).add(delta)
        for path in deltas:
            if any(all(path != other for other, _ in outcome.counts) for outcome in summary.outcomes):
                deltas[path].add(0)
        for path, found in deltas.items():
            outer = self.translated(path, binding, callee)
            if outer is None:
                continue
            # Paths of the goroutine that disagree are reported there; for the spawner the best one counts.
            known = [delta for delta in found if delta is not None]
            counts = add_count(counts, outer, min(known) if len(known) == len(found) else None)
        return counts

    def on_effect(self, state: State, facts: Facts, op: Op, prepared: tuple[Call, Target, Effect]) -> Flow:
        """A library call with a meaning."""
        call, target, effect = prepared
        operand = (
            target.recv
            if effect.object == RECV
            else (target.args[effect.object] if effect.object < len(target.args) else None)
        )
        if operand is None:
            operand = OPAQUE
        outer = target.outer
        kind = effect.kind
        if kind is Kind.ACQUIRE or kind is Kind.RELEASE or kind is Kind.TRY:
            operand, mode = lock_operand(self.program, operand, effect.mode)
            path = path_of(operand)
            if path is not None and outer:
                path = translate(path, outer, None)
            if path is not None and len(path) > 2:
                path = self.shortest(path)
            class_, text = class_of(operand), text_of(operand)
            if path is not None:
                self.events.class_names.setdefault(path, class_)
            site = self.site(op)
            if kind is Kind.RELEASE:
                return [(self.release(state, path, class_, text, mode, site, op), facts)]
            hold = Hold(path, class_, text, mode, site, "lock", self.function.id)
            if kind is Kind.TRY and call.used == "value" and not self.is_tested(call):
                # An argument of some assertion: which way it went is not known.
                return [(self.perhaps_taken(state, path, mode) if path is not None else state, facts)]
            self.events.took(self.function, op, hold)
            if kind is Kind.ACQUIRE:
                after = self.acquire(state, facts, hold, op)
                return [] if after is None else [(after, facts)]
            if call.used == "" and type(op) is Call:
                self.events.try_dropped(self.function, op, hold)
            result = ("r", call, 0)
            if path is not None and any(h.path == path and "W" in (h.mode, mode) for h in state.held):
                return [(state, {**facts, result: False})]  # taken by ourselves: it cannot succeed
            taken = state._replace(held=(*state.held, hold._replace(how="try")))
            # Whoever tries does not wait: for the callers no lock is taken here that could stop them.
            # One that this path has given back is held by somebody else when it cannot be had.
            failed = self.perhaps_free(state, path) if path is not None else state
            if path is not None and exact(path) and not any(item[0] == path for item in state.free):
                failed = state._replace(free=remember((*state.free, (path, mode, "free"))))
            return [(taken, {**facts, result: True}), (failed, {**facts, result: False})]
        if kind is Kind.ADD or kind is Kind.DONE:
            path = path_of(operand)
            if path is None:
                return [(state, facts)]
            if outer:
                path = translate(path, outer, None)
                if path is None:
                    return [(state, facts)]
            self.events.class_names.setdefault(path, class_of(operand))
            delta: int | None = -1
            if kind is Kind.ADD:
                amount = target.args[0] if target.args else OPAQUE
                delta = amount.value if type(amount) is Const and type(amount.value) is int else None
            counts = add_count(state.counts, path, delta)
            self.events.counted(self.function, op, path, kind, delta, state.counts, counts)
            return [(state._replace(counts=counts), facts)]
        if kind is Kind.WAIT or kind is Kind.JOIN:
            path = path_of(operand)
            self.events.waited(self.function, op, operand, path, state)
            self.blocking(state, facts, "wait", operand, self.site(op), op)
            return [(state, facts)]
        if kind is Kind.COND_WAIT:
            self.events.cond_wait(self.function, op, operand, state)
            self.blocking(state, facts, "cond", operand, self.site(op), op)
            return [(state, facts)]
        if kind is Kind.BLOCK:
            self.blocking(state, facts, "call", operand, self.site(op), op)
            return [(state, facts)]
        if kind is Kind.PIN:
            return [(state._replace(thread=min(state.thread + 1, MAX_COUNT)), facts)]
        if kind is Kind.UNPIN:
            return [(state._replace(thread=max(state.thread - 1, -MAX_COUNT)), facts)]
        if kind is Kind.ONCE and target.args:
            inner, _ = self.program.resolver.targets(Call(call.pos, call.end, target.args[0], (), ""))
            live = [item for item in inner if item.function is not None]
            if live:
                for item in live:
                    view = self.view(item)
                    self.inside(state, facts, op, view, len(live) == 1)
                    for place, given, owner in (lock for outcome in view.summary.outcomes for lock in outcome.released):
                        where = self.translated(place, view.binding, item.function)
                        if where is not None:
                            state = self.release_perhaps(state, where, given.removeprefix("~"), owner, op)
        return [(state, facts)]

    def on_given(
        self,
        state: State,
        facts: Facts,
        op: Op,
        prepared: tuple[list[tuple[Path, str, str]], tuple[Callable[..., Flow], object] | None],
    ) -> Flow:
        """A call that is given an unlock (``once.Do(mu.Unlock)``): from now on somebody else may give the lock back."""
        given, planned = prepared
        for path, mode, class_ in given:
            state = self.release_perhaps(state, path, mode, class_, op)
        return [(state, facts)] if planned is None else planned[0](state, facts, op, planned[1])

    def on_formal(
        self, state: State, facts: Facts, op: Op, prepared: tuple[Path, tuple[Callable[..., Flow], object] | None]
    ) -> Flow:
        """A call of what the caller passed in: noted for the caller, who knows what it is."""
        path, planned = prepared
        held = tuple(hold for hold in state.held if hold.how not in CALLERS)
        if len(path) == 1:
            without = tuple(item[0] for item in state.free if item[2] != "free")
            self.call_back(path, held, self.site(op), without)
        if planned is None:
            return self.on_unknown(state, facts, op, None)
        # What it does then is noted for callers at their own calls: they know what they passed.
        self.passed_in = len(path) == 1
        flow = planned[0](state, facts, op, planned[1])
        self.passed_in = False
        return flow


def is_never_made(chan: Value) -> bool:
    """Whether a channel is a variable that some declaration or assignment leaves nil."""
    return (
        type(chan) is Var
        and chan.kind != "result"
        and any(type(value) is Const and value.value is None for value in chan.defs)
    )

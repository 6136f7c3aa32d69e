"""Path simulation of one function: locks held, WaitGroup counts, thread pins and pending defers on every path.

Property simulation (Das, Lerner, Seigle: ESP, PLDI 2002): paths are merged when they agree on the property state (what is held,
counted, pinned, deferred); what else is known of them (branch facts) is intersected at the merge. So `if c { Lock }; ...;
if c { Unlock }` is understood, and the number of states stays small. Calls are replaced by the callee's summary.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from gostatic.analyses.events import Events
from gostatic.analyses.facts import NOT_EQUAL, assign, assume, common, subject_of
from gostatic.analyses.summary import (
    MAX_ACQUISITIONS,
    MAX_BLOCKS,
    MAX_CALLBACKS,
    MAX_OUTCOMES,
    PLAIN,
    UNKNOWN_SUMMARY,
    Acquisition,
    Blocking,
    Callback,
    Facts,
    Hold,
    Outcome,
    Site,
    State,
    Summary,
)
from gostatic.analyses.uses import escapes
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Binding, Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import (
    Assign,
    Branch,
    Call,
    Close,
    Defer,
    Exit,
    Go,
    Jump,
    Op,
    Panic,
    Recv,
    Return,
    Select,
    Send,
)
from gostatic.ir.values import (
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    MakeChan,
    MethodRef,
    Operation,
    Path,
    Pure,
    Value,
    Var,
    class_of,
    path_of,
    text_of,
)
from gostatic.models.effects import EFFECTS, RECV, Effect, Kind, makes_error
from gostatic.models.library_calls import LIBRARY_CALLS

# States kept per block and steps per function; beyond them paths are left out and a problem says so.
MAX_STATES = 40
MAX_STEPS = 6000
# Own locks remembered as given back; an unlock of one given back earlier than that is not told from a contract.
MAX_FREE = 2
# Counts further from zero than this are taken as unknown.
MAX_COUNT = 4

RLOCKER = "<rlocker>"


START = State()
Flow = list[tuple[State, Facts]]


def lock_operand(value: Value, mode: str) -> tuple[Value, str]:
    """The lock behind a value: an ``RLocker()`` is the same lock in read mode."""
    if type(value) is Var and value.kind == "local":
        made = [item for item in value.defs if not (type(item) is Const and item.value is None)]
        if len(made) == 1 and type(made[0]) is CallResult:
            value = made[0]
    if type(value) is CallResult and type(value.call.callee) is MethodRef:
        method = value.call.callee
        if method.symbol.id == "sync.RWMutex.RLocker":
            return method.recv, "R"
    return value, mode


class Simulation:
    """Runs one function once; see the module's text. ``summaries`` are those of functions already done."""

    def __init__(self, program: Program, function: Function, summaries: dict[str, Summary], events: Events) -> None:
        self.program = program
        self.function = function
        self.summaries = summaries
        self.events = events
        self.defers: list[Defer] = []
        self.nils: dict[tuple[int, State], tuple[Op, str, str] | None] = {}
        self.acquires: dict[object, Acquisition] = {}
        self.blocks: dict[object, Blocking] = {}
        self.outcomes: dict[Outcome, None] = {}
        self.calls_back: dict[object, Callback] = {}
        self.plans: list[list[tuple[Callable[..., Flow], Op, object]]] = []
        self.block_loop = 0
        self.results: dict[tuple[Call, int], Var] = {}
        self.bounded = False
        self.views = 0
        self.failing = False
        self.settled: set[object] = set()
        self.met: set[object] = set()
        self.deferred: list[tuple[Callable[..., Flow], object]] = []

    # --- planning ----------------------------------------------------------------------------------------------

    def plan(self) -> bool:
        """Prepares the operations that do something; false when none has an effect on the property state."""
        effective = conditional = calls = False
        watched = self.watched()
        for block in self.function.blocks:
            steps: list[tuple[Callable[..., Flow], Op, object]] = []
            for op in block.ops:
                kind = type(op)
                if kind is Call:
                    for value in op.args:  # type: ignore[attr-defined]
                        self.note_unlock_value(value)
                    step, effect = self.plan_call(op)  # type: ignore[arg-type]
                    if step is not None:
                        steps.append((step[0], op, step[1]))
                    effective |= effect
                elif kind is Assign:
                    self.note_unlock_value(op.value)  # type: ignore[attr-defined]
                    target = path_of(op.target) if op.target is not OPAQUE else None  # type: ignore[attr-defined]
                    value = op.value  # type: ignore[attr-defined]
                    if type(op.target) is Var:  # type: ignore[attr-defined]
                        target = (op.target,)  # type: ignore[attr-defined]
                        if type(value) is CallResult:
                            self.results[(value.call, value.index)] = op.target  # type: ignore[attr-defined]
                    if target is not None:
                        known = len(target) > 1 or target[0] in watched or getattr(target[0], "captured", True)
                        steps.append((self.on_assign if known else self.on_renew, op, target))
                elif kind is Defer:
                    step, effect = self.plan_call(op.call)  # type: ignore[attr-defined]
                    callee = op.call.callee  # type: ignore[attr-defined]
                    if type(callee) is Closure and callee.function.recovers and step is None:
                        step = (self.on_nothing, None)
                    if step is not None and step[0] != self.on_unknown:
                        steps.append((self.on_defer, op, (len(self.defers), step)))
                        self.defers.append(op)  # type: ignore[arg-type]
                        self.deferred.append(step)
                    effective |= effect
                elif kind is Go:
                    targets, complete = self.program.resolver.targets(op.call)  # type: ignore[attr-defined]
                    steps.append((self.on_go, op, (targets, complete)))
                    effective |= any(
                        any(outcome.counts for outcome in self.summary(target).outcomes) for target in targets
                    ) or any(target.effect is not None for target in targets)
                elif kind is Send or kind is Recv:
                    effective |= _never_made(op.chan)  # type: ignore[attr-defined]
                    steps.append((self.on_channel, op, None))
                elif kind is Close:
                    effective |= _never_made(op.chan)  # type: ignore[attr-defined]
                    steps.append((self.on_close, op, None))
                elif kind is Select and not op.has_default:  # type: ignore[attr-defined]
                    steps.append((self.on_select, op, None))
            last = block.ops[-1]
            if type(last) is Return:
                for value in last.values:
                    self.note_unlock_value(value)
            if type(last) is Branch and _on_formal(last.cond, self.function):
                conditional = True
            self.plans.append(steps)
            calls |= bool(steps)
        # What is done only for some arguments must not be taken as done for all.
        leaves = conditional and any(type(block.ops[-1]) in (Exit, Panic) for block in self.function.blocks)
        return effective or leaves or (conditional and calls)

    def watched(self) -> set[Var]:
        """Variables whose values facts can be about: those in conditions, returns and arguments of calls."""
        found: set[Var] = set(self.function.results)
        for block in self.function.blocks:
            for op in block.ops:
                kind = type(op)
                if kind is Branch:
                    _variables(op.cond, found)  # type: ignore[attr-defined]
                elif kind is Return:
                    for value in op.values:  # type: ignore[attr-defined]
                        _variables(value, found)
                elif kind is Call:
                    for value in op.args:  # type: ignore[attr-defined]
                        if type(value) is Var:
                            found.add(value)
                elif kind is Send or kind is Recv or kind is Close:
                    _variables(op.chan, found)  # type: ignore[attr-defined]
        return found

    def note_unlock_value(self, value: Value) -> None:
        """An unlock passed on as a method value: somebody else will give the lock back."""
        if type(value) is MethodRef:
            effect = EFFECTS.get(value.symbol.id)
            if effect is not None and effect.kind is Kind.RELEASE:
                self.events.contract(class_of(value.recv))

    def plan_call(self, call: Call) -> tuple[tuple[Callable[..., Flow], object] | None, bool]:
        """What a call does: a handler with its prepared data, and whether it touches the property state."""
        step, effective = self.plan_known(call)
        if type(call.callee) is Var or type(call.callee) is FieldOf:
            path = path_of(call.callee)
            root = path[0] if path is not None else None
            if type(root) is Var and root.kind == "param" and root.owner is self.function and not root.defs:
                return (self.on_formal, (path, step)), effective
        return step, effective

    def on_formal(
        self, state: State, facts: Facts, op: Op, prepared: tuple[Path, tuple[Callable[..., Flow], object] | None]
    ) -> Flow:
        """A call of what the caller passed in: noted for the caller, who knows what it is."""
        path, planned = prepared
        held = tuple(hold for hold in state.held if hold.how != "borrowed")
        self.call_back(path, held, self.site(op))
        if planned is None:
            return self.on_unknown(state, facts, op, None)
        return planned[0](state, facts, op, planned[1])

    def call_back(self, path: Path, held: tuple[Hold, ...], site: Site) -> None:
        """Puts a call of a formal into the summary, its locks as the caller can name them."""
        named = tuple(hold._replace(path=self.outward(hold.path)) for hold in held)
        key = (path, tuple((hold.path, hold.class_) for hold in named))
        if key not in self.calls_back and len(self.calls_back) < MAX_CALLBACKS:
            self.calls_back[key] = Callback(path, named, site)

    def plan_known(self, call: Call) -> tuple[tuple[Callable[..., Flow], object] | None, bool]:
        """The plan of a call whose callees are looked up."""
        targets, complete = self.program.resolver.targets(call)
        if len(targets) == 1 and targets[0].effect is not None:
            target = targets[0]
            effect = target.effect
            assert effect is not None
            return (self.on_effect, (call, target, effect)), effect.kind <= Kind.UNPIN
        callbacks = self.callbacks(call, targets)
        live = [target for target in targets if target.function is not None and target.effect is None]
        if not live and not callbacks:
            if complete or not targets:
                return ((self.on_unknown, call), False) if not complete else (None, False)
            return None, False
        summaries = [self.summary(target) for target in live]
        plain = all(summary.neutral and not summary.asserts for summary in summaries)
        callbacks = [target for target in callbacks if self.summary(target) != UNKNOWN_SUMMARY]
        if plain and not callbacks and not any(s.acquires or s.blocks or s.callbacks for s in summaries):
            return None, False
        views = [self.view(target) for target in live]
        effective = not all(summary.neutral for summary in summaries)
        return (self.on_call, Prepared(call, views, [self.view(target) for target in callbacks])), effective

    def callbacks(self, call: Call, targets: list[Target]) -> list[Target]:
        """Functions a library call runs on this goroutine before it returns."""
        found: list[Target] = []
        for target in targets:
            if target.function is not None:
                continue
            row = LIBRARY_CALLS.get(target.symbol)
            if row is None:
                continue
            for index, when in row.calls:
                if when in ("sync", "once") and index < len(target.args):
                    callee = target.args[index]
                    inner, _ = self.program.resolver.targets(Call(call.pos, call.end, callee, (), ""))
                    found.extend(item for item in inner if item.function is not None)
        return found

    def summary(self, target: Target) -> Summary:
        """The summary of a target; unknown ones do nothing."""
        if target.function is None:
            return UNKNOWN_SUMMARY
        return self.summaries.get(target.function.id, UNKNOWN_SUMMARY)

    # --- the run -----------------------------------------------------------------------------------------------

    def run(self) -> Summary:
        """Simulates all paths; records events; returns the function's summary."""
        function = self.function
        if not function.blocks:
            return UNKNOWN_SUMMARY
        if not self.plan():
            return self.plain()
        states: list[dict[State, Facts]] = [{} for _ in function.blocks]
        states[0][START] = {}
        work: deque[tuple[int, State]] = deque([(0, START)])
        queued = {(0, START)}
        steps = 0
        while work:
            item = work.popleft()
            queued.discard(item)
            index, state = item
            steps += 1
            if steps > MAX_STEPS:
                self.bounded = True
                break
            for succ, after, facts in self.through(index, state, states[index][state]):
                known = states[succ].get(after)
                if known is None:
                    if len(states[succ]) >= MAX_STATES:
                        self.bounded = True
                        continue
                    states[succ][after] = facts
                else:
                    merged = common(known, facts)
                    if len(merged) == len(known):
                        continue
                    states[succ][after] = merged
                if (succ, after) not in queued:
                    queued.add((succ, after))
                    work.append((succ, after))
        for found in self.nils.values():
            if found is not None:
                self.events.nil_channel(function, *found)
        if self.bounded:
            self.events.bounded.append(function)
        outcomes = tuple(self.outcomes)
        outcomes = settle(outcomes)
        if outcomes and all(outcome.neutral for outcome in outcomes):
            leaves = any(type(block.ops[-1]) in (Exit, Panic) for block in self.function.blocks)
            if leaves and len(outcomes) <= 2 and all(outcome.pre for outcome in outcomes):
                outcomes = tuple(dict.fromkeys(outcome._replace(ret=()) for outcome in outcomes))
            else:
                outcomes = (PLAIN,)
        if len(outcomes) > MAX_OUTCOMES:
            # Fewer distinctions first; then what all agree on: with that many ways of returning nothing is sure.
            outcomes = tuple(dict.fromkeys(outcome._replace(ret=()) for outcome in outcomes))
            if len(outcomes) > MAX_OUTCOMES:
                outcomes = (PLAIN,) if any(outcome.neutral for outcome in outcomes) else outcomes[:MAX_OUTCOMES]
        return Summary(
            outcomes, tuple(self.acquires.values()), tuple(self.blocks.values()), tuple(self.calls_back.values())
        )

    def drop_plans(self) -> None:
        """Drops the plans: they hold bound methods of this object, and the collector that would find the cycle is off."""
        self.plans.clear()
        self.deferred.clear()

    def plain(self) -> Summary:
        """The summary of a function that changes no property state: no paths need to be told apart.

        One walk over the blocks, with no facts; a call that never returns ends its path.
        """
        blocks = self.function.blocks
        pending = [0]
        seen = {0}
        returns = False
        while pending:
            index = pending.pop()
            stopped = False
            for handler, op, prepared in self.plans[index]:
                if handler in (self.on_assign, self.on_renew, self.on_defer, self.on_unknown):
                    if handler == self.on_defer:
                        step = prepared[1]  # type: ignore[index]
                        step[0](START, {}, op, step[1])
                    continue
                if not handler(START, {}, op, prepared):
                    stopped = True
                    break
            if stopped:
                continue
            returns |= type(blocks[index].ops[-1]) is Return
            for succ in blocks[index].succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        returns |= any(self.recovers(position) for position in range(len(self.defers)))
        return Summary(
            (PLAIN,) if returns else (),
            tuple(self.acquires.values()),
            tuple(self.blocks.values()),
            tuple(self.calls_back.values()),
        )

    def through(self, index: int, state: State, facts: Facts) -> list[tuple[int, State, Facts]]:
        """Takes one state through a block to its successors."""
        block = self.function.blocks[index]
        self.block_loop = block.loop
        flow: Flow = [(state, facts)]
        for handler, op, prepared in self.plans[index]:
            if len(flow) == 1:
                flow = handler(flow[0][0], flow[0][1], op, prepared)
            else:
                merged: dict[State, Facts] = {}
                for before, known in flow:
                    for after, facts_after in handler(before, known, op, prepared):
                        same = merged.get(after)
                        merged[after] = facts_after if same is None else common(same, facts_after)
                flow = list(merged.items())
                if len(flow) > MAX_STATES:
                    flow = flow[:MAX_STATES]
                    self.bounded = True
            if not flow:
                return []
        last = block.ops[-1]
        kind = type(last)
        found: list[tuple[int, State, Facts]] = []
        for after, known in flow:
            if kind is Jump:
                if last.word in ("loop", "continue") and after.held:  # type: ignore[attr-defined]
                    self.events.back_edge(self.function, last, after.held, after.defers)
                found.append((block.succs[0], after, known))
            elif kind is Branch:
                for truth, succ in ((True, block.succs[0]), (False, block.succs[1])):
                    taken = assume(last.cond, truth, known)  # type: ignore[attr-defined]
                    if taken is not None:
                        found.append((succ, after, taken))
            elif kind is Select:
                found.extend((succ, after, known) for succ in block.succs)
            else:
                self.leave(after, known, last)
        return found

    def site(self, op: Op, inner: Site | None = None) -> Site:
        """A place in this function."""
        return Site(self.function.file, op.pos, op.end, self.function.id, inner)

    # --- leaving the function ----------------------------------------------------------------------------------

    def leave(self, state: State, facts: Facts, op: Op) -> None:
        """A return, panic or exit: deferred calls run, then what is left is an outcome."""
        kind = type(op)
        if kind is Exit and op.kind == "exit":  # type: ignore[attr-defined]
            return
        if kind is Return and state.defers and op.values and self.function.results:  # type: ignore[attr-defined]
            # Named results have their values when the deferred calls look at them.
            before = self.returned(op, facts)  # type: ignore[arg-type]
            for index, var in enumerate(self.function.results):
                if index < len(op.values):  # type: ignore[attr-defined]
                    value = op.values[index]  # type: ignore[attr-defined]
                    if value is not var:
                        facts = assign(facts, (var,), value)
                    if before.get(index) is NONNIL:
                        facts = {**facts, (("p", (var,)), NOT_EQUAL, None): True}
        flow: Flow = [(state, facts)]
        # A failed test may well hang in its deferred calls: true, but of little weight.
        self.failing = kind is Exit and self.function.test
        for position in reversed(state.defers):
            handler, prepared = self.deferred[position]
            call = self.defers[position].call
            flow = [item for before, known in flow for item in handler(before, known, call, prepared)]
        self.failing = False
        returned = {}
        if kind is Return:
            returned = self.returned(op, facts)  # type: ignore[arg-type]
        for after, known in flow:
            recovered = kind is Panic and any(self.recovers(position) for position in state.defers)
            self.events.exit(self.function, op, after, returned, facts, recovered)
            if kind is Return or recovered:
                self.add_outcome(after, known, returned)

    def recovers(self, position: int) -> bool:
        """Whether a deferred call recovers from panics."""
        callee = self.defers[position].call.callee
        if type(callee) is Closure:
            return callee.function.recovers
        targets, _ = self.program.resolver.targets(self.defers[position].call)
        return any(target.function is not None and target.function.recovers for target in targets)

    def returned(self, op: Return, facts: Facts) -> dict[int, object]:
        """What is known of each result: a constant, or NONNIL."""
        values: tuple[Value, ...] = op.values or tuple(self.function.results)
        found: dict[int, object] = {}
        for index, value in enumerate(values):
            known = self.known_result(value, facts, index, len(values))
            if known is not UNSURE:
                found[index] = known
        return found

    def known_result(self, value: Value, facts: Facts, index: int, count: int) -> object:
        """The constant a returned value is known to be, NONNIL, or UNSURE."""
        kind = type(value)
        if kind is Const:
            return value.value  # type: ignore[attr-defined]
        if kind in (Alloc, Closure, MakeChan, MethodRef, FuncRef):
            return NONNIL
        if kind is CallResult and type(value.call.callee) is FuncRef and makes_error(value.call.callee.symbol.id):  # type: ignore
            return NONNIL
        subject = subject_of(value)
        if subject is not None:
            if subject in facts:
                return facts[subject]
            if (subject, NOT_EQUAL, None) in facts:
                return NONNIL
        if index == count - 1 and count and (kind is Global or value is OPAQUE) and self.is_error(index):
            # `return ErrClosed`, `return fmt.Errorf(...)`: an error that is made on the spot is one.
            return NONNIL
        return UNSURE

    def is_error(self, index: int) -> bool:
        """Whether result ``index`` of the function has type error."""
        if index >= len(self.function.results):
            return False
        type_ = self.program.types.local_type(self.function.results[index])
        return getattr(type_, "name", "") == "error"

    def add_outcome(self, state: State, facts: Facts, returned: dict[int, object]) -> None:
        """Records a way of returning."""
        acquired: list[Hold] = []
        for hold in state.held:
            if hold.how == "borrowed":
                continue
            path = self.outward(hold.path)
            acquired.append(hold._replace(path=path))
        released = tuple(
            (path, mode, self.events.class_names.get(path, ""))
            for path, mode, how in state.free
            if how == "contract" and self.outward(path) is not None
        )
        counts = tuple((path, delta) for path, delta in state.counts if delta != 0 and self.outward(path) is not None)
        pre = self.precondition(facts)
        ret = tuple(sorted(returned.items()))
        outcome = Outcome(pre, tuple(acquired), released, counts, state.thread, ret)
        self.outcomes[outcome] = None

    def outward(self, path: Path | None) -> Path | None:
        """The path when a caller can name it too; a local that is returned is named by its result."""
        if path is None:
            return None
        root = path[0]
        if type(root) is not Var or root.owner is not self.function:
            return path
        if root.kind == "param":
            return None if root.defs else path  # reassigned: no longer what the caller passed
        if root.kind == "result":
            return path
        for var, index in self.returned_locals().items():
            if var is root:
                return (f"#result{index}", *path[1:])
        return None

    def returned_locals(self) -> dict[Var, int]:
        """Local variables that the function returns, with the result's index."""
        cached = getattr(self, "_returned_locals", None)
        if cached is None:
            cached = {}
            for block in self.function.blocks:
                last = block.ops[-1]
                if type(last) is Return:
                    for index, value in enumerate(last.values):
                        if type(value) is Var:
                            cached.setdefault(value, index)
            self._returned_locals: dict[Var, int] = cached
        return cached

    def precondition(self, facts: Facts) -> frozenset[tuple[object, object]]:
        """The facts that speak of unassigned parameters or captured variables: conditions a caller may know."""
        found = []
        for key, known in facts.items():
            subject = key[0] if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL else key
            if type(subject) is tuple and len(subject) == 2 and subject[0] == "p":
                path = subject[1]
                root = path[0]
                if type(root) is Var and len(path) == 1:
                    if (root.kind == "param" and not root.defs) or root.owner is not self.function:
                        found.append((key, known))
        return frozenset(found)

    # --- operations --------------------------------------------------------------------------------------------

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
            operand, _mode = lock_operand(data[1].recv, data[2].mode)
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

    def on_unknown(self, state: State, facts: Facts, op: Op, call: Call | None) -> Flow:
        """A call nobody can see into: it may give back or take what we thought free."""
        if state.free:
            state = state._replace(free=tuple(item for item in state.free if item[2] == "contract"))
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
            known = None if var.kind == "local" and len(var.defs) == 1 and _never_made(var) else UNSURE
        elif var.captured and len(var.defs) > 1:
            return
        else:
            known = facts.get(("p", (var,)), UNSURE)
        # The last visit of a state knows what all ways to it have in common.
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
        without = tuple(item[0] for item in state.free if item[2] == "contract")
        key = (kind, path if path is not None else class_, op.pos)
        event = Blocking(kind, self.outward(path), class_, text, site, without, self.precondition(facts))
        if key not in self.blocks and len(self.blocks) < MAX_BLOCKS:
            self.blocks[key] = event
        held = tuple(hold for hold in state.held if hold.how != "borrowed")
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
        return [(state._replace(counts=counts), facts)]

    def hand_over(self, state: State, summary: Summary, binding: Binding, callee: Function, op: Op) -> State:
        """A goroutine that gives back a lock taken here does so on this goroutine's behalf."""
        for outcome in summary.outcomes:
            for path, _, class_ in outcome.released:
                outer = translate(path, binding, callee)
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
            outer = translate(path, binding, callee)
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
            operand, mode = lock_operand(operand, effect.mode)
            path = path_of(operand)
            if path is not None and outer:
                path = translate(path, outer, None)
            class_, text = class_of(operand), text_of(operand)
            if path is not None:
                self.events.class_names.setdefault(path, class_)
            site = self.site(op)
            if kind is Kind.RELEASE:
                return [(self.release(state, path, class_, text, mode, site, op), facts)]
            hold = Hold(path, class_, text, mode, site, "lock", self.function.id)
            if kind is Kind.TRY and call.used == "value" and not self.is_tested(call):
                return [(state, facts)]  # an argument of some assertion: nothing is known
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
            self.note_acquisition(state, facts, hold)
            failed = state
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
        if kind is Kind.PIN:
            return [(state._replace(thread=min(state.thread + 1, MAX_COUNT)), facts)]
        if kind is Kind.UNPIN:
            return [(state._replace(thread=max(state.thread - 1, -MAX_COUNT)), facts)]
        if kind is Kind.ONCE and target.args:
            inner, _ = self.program.resolver.targets(Call(call.pos, call.end, target.args[0], (), ""))
            live = [item for item in inner if item.function is not None]
            if live:
                for item in live:
                    self.inside(state, facts, op, self.view(item), len(live) == 1)
        return [(state, facts)]

    def is_tested(self, call: Call) -> bool:
        """Whether a call's result is bound to a variable or returned, so that its value is known later."""
        if (call, 0) in self.results:
            return True
        for block in self.function.blocks:
            last = block.ops[-1]
            if type(last) is Return and any(type(v) is CallResult and v.call is call for v in last.values):
                return True
            if type(last) is Branch and _compares(last.cond, call):
                return True
        return False

    # --- locks -------------------------------------------------------------------------------------------------

    def note_acquisition(self, state: State, facts: Facts, hold: Hold) -> None:
        """Puts a lock taken here into the summary."""
        outward = self.outward(hold.path)
        key = (outward if outward is not None else hold.class_, hold.mode)
        if key in self.acquires or len(self.acquires) >= MAX_ACQUISITIONS:
            return
        without = tuple(item[0] for item in state.free if item[2] == "contract")
        self.acquires[key] = Acquisition(
            outward, hold.class_, hold.text, hold.mode, hold.site, without, self.precondition(facts)
        )

    def acquire(self, state: State, facts: Facts, hold: Hold, op: Op) -> State | None:
        """Takes a lock; None when the goroutine stops here for good."""
        for item in state.free:
            if item[0] == hold.path:
                free = tuple(other for other in state.free if other is not item)
                if item[2] == "contract":
                    if item[1] == hold.mode:
                        return state._replace(free=free, held=(*state.held, hold._replace(how="borrowed")))
                    break  # the caller's lock stays given back while ours, of the other mode, is held
                state = state._replace(free=free)
                break
        self.note_acquisition(state, facts, hold)
        if state.held:
            for other in state.held:
                if other.path is not None and other.path == hold.path and exact(hold.path):
                    self.events.reacquired(self.function, op, other, hold, state.defers, not self.failing)
                    if not (other.mode == "R" and hold.mode == "R"):
                        return None
                else:
                    self.events.edge(self.function, op, other, hold, state.held)
        return state._replace(held=(*state.held, hold))

    def release(self, state: State, path: Path | None, class_: str, text: str, mode: str, site: Site, op: Op) -> State:
        """Gives a lock back; what the caller must have held is noted as a contract."""
        held = state.held
        for position in range(len(held) - 1, -1, -1):
            hold = held[position]
            if path is not None and hold.path == path:
                if hold.mode != mode and any(h.path == path and h.mode == mode for h in held):
                    continue
                if hold.mode != mode:
                    self.events.wrong_unlock(self.function, op, hold, mode, text)
                self.events.released(self.function, op, hold, path)
                rest = held[:position] + held[position + 1 :]
                how = "contract" if hold.how == "borrowed" else "free"
                free = state.free
                if not any(other.path == path for other in rest) and not any(item[0] == path for item in free):
                    free = remember((*free, (path, mode, how)))
                return state._replace(held=rest, free=free)
        for position in range(len(held) - 1, -1, -1):
            hold = held[position]
            if hold.class_ and hold.class_ == class_ and (hold.path is None or path is None or not exact(path)):
                self.events.released(self.function, op, hold, path)
                return state._replace(held=held[:position] + held[position + 1 :])
        if path is None or not exact(path):
            self.events.contract(class_)
            return state
        for item in state.free:
            if item[0] == path:
                if item[2] == "free" or item[1] == mode == "W":
                    self.events.double_unlock(self.function, op, path, text, item[2])
                return state
        if self.is_fresh(path):
            self.events.double_unlock(self.function, op, path, text, "fresh")
            return state
        self.events.contract_release(self.function, op, path, class_, text)
        return state._replace(free=(*state.free, (path, mode, "contract")))

    def is_fresh(self, path: Path) -> bool:
        """Whether a lock is a variable of this function that nobody else has seen."""
        root = path[0]
        return (
            type(root) is Var
            and root.kind == "local"
            and root.owner is self.function
            and not root.captured
            and not root.loop
            and len(path) == 1
            and len(root.defs) == 1
            and type(root.defs[0]) is Const
            and not escapes(self.program, root)
        )

    # --- calls of program functions ----------------------------------------------------------------------------

    def on_call(
        self,
        state: State,
        facts: Facts,
        op: Op,
        prepared: Prepared,
    ) -> Flow:
        """A call replaced by the summaries of its targets."""
        call, views, callbacks = prepared
        for callback in callbacks:
            self.inside(state, facts, op, callback, len(callbacks) == 1)
        for view in views:
            self.inside(state, facts, op, view, len(views) == 1)
        if not views:
            return [(state, facts)]
        if len(views) > 1:
            return self.several(state, facts, op, views)
        flow: Flow = []
        target, summary, binding = views[0].target, views[0].summary, views[0].binding
        for outcome in summary.outcomes:
            known = self.compatible(facts, outcome.pre, binding, target)
            if known is None:
                continue
            known = self.taken_on(known, outcome.pre, target)
            after = self.apply(state, outcome, binding, target, call, op)
            for index, constant in outcome.ret:
                result = ("r", call, index)
                if constant is NONNIL:
                    known = {**known, (result, NOT_EQUAL, None): True}
                else:
                    known = {**known, result: constant}
            flow.append((after, known))
        return flow

    def several(self, state: State, facts: Facts, op: Op, views: list[View]) -> Flow:
        """Several possible callees: what they disagree on is not known afterwards."""
        touched: set[Path] = set()
        for view in views:
            for outcome in view.summary.outcomes:
                for path, _, _ in outcome.released:
                    outer = translate(path, view.binding, view.target.function)
                    if outer is not None:
                        touched.add(outer)
        if touched:
            held = tuple(hold for hold in state.held if hold.path not in touched)
            for hold in state.held:
                if hold.path in touched:
                    self.events.released(self.function, op, hold, hold.path)
            state = state._replace(held=held)
        return [(state, facts)]

    def taken_on(self, facts: Facts, pre: frozenset[tuple[object, object]], target: Target) -> Facts:
        """Facts with the conditions of the outcome that happened, in this function's terms."""
        found = facts
        for key, constant in sorted(pre, key=repr):
            negated = type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL
            subject = key[0] if negated else key  # type: ignore[index]
            actual = self.actual_of(subject[1][0], target)  # type: ignore[index]
            inner = subject_of(actual) if actual is not None and type(actual) is not Const else None
            if inner is not None:
                name: object = (inner, NOT_EQUAL, key[2]) if negated else inner  # type: ignore[index]
                if name not in found:
                    found = {**found, name: constant}
        return found

    def actual_of(self, var: object, target: Target) -> Value | None:
        """What a formal or captured variable of a callee is at a call site."""
        if type(var) is not Var:
            return None
        if target.function is None or var.owner is not target.function:
            return var
        actuals = target.args if target.recv is None else (target.recv, *target.args)
        return actuals[var.index] if var.index < len(actuals) else None

    def compatible(
        self, facts: Facts, pre: frozenset[tuple[object, object]], binding: Binding, target: Target
    ) -> Facts | None:
        """Whether an outcome or event can happen with these arguments; the facts then known."""
        for key, constant in pre:
            negated = type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL
            subject = key[0] if negated else key  # type: ignore[index]
            actual = self.actual_of(subject[1][0], target)  # type: ignore[index]
            if actual is None:
                continue
            if type(actual) is Const:
                wanted = key[2] if negated else constant  # type: ignore[index]
                if (actual.value == wanted and type(actual.value) is type(wanted)) == negated:
                    return None
                continue
            inner = subject_of(actual)
            if inner is None:
                continue
            if negated:
                if inner in facts and facts[inner] == key[2]:  # type: ignore[index]
                    return None
            elif (inner in facts and facts[inner] != constant) or (inner, NOT_EQUAL, constant) in facts:
                return None
        return facts

    def apply(self, state: State, outcome: Outcome, binding: Binding, target: Target, call: Call, op: Op) -> State:
        """The state after one outcome of the callee."""
        if outcome.neutral:
            return state
        callee = target.function
        for path, mode, class_ in outcome.released:
            outer = translate(path, binding, callee)
            if outer is not None:
                self.events.class_names.setdefault(outer, class_)
                state = self.release(state, outer, class_, path_text(outer), mode, self.site(op), op)
        for hold in outcome.acquired:
            outer = self.inward(hold.path, binding, callee, call)
            if outer is not None and any(other.path == outer and other.mode == hold.mode for other in state.held):
                continue  # held already: that it was taken again has been recorded
            text = path_text(outer) if outer is not None else hold.text
            held = hold._replace(path=outer, text=text, site=self.site(op, hold.site))
            if outer is not None:
                self.events.class_names.setdefault(outer, hold.class_)
            item = next((item for item in state.free if item[0] == outer), None)
            if item is not None:
                state = state._replace(free=tuple(other for other in state.free if other is not item))
                if item[2] == "contract":
                    held = held._replace(how="borrowed")
            state = state._replace(held=(*state.held, held))
        if hold_dropped(outcome, call) and type(op) is Call:
            self.events.try_dropped(self.function, op, state.held[-1])
        counts = state.counts
        for path, delta in outcome.counts:
            outer = translate(path, binding, callee)
            if outer is not None:
                counts = add_count(counts, outer, delta)
        thread = max(-MAX_COUNT, min(MAX_COUNT, state.thread + outcome.thread))
        return state._replace(counts=counts, thread=thread)

    def inward(self, path: Path | None, binding: Binding, callee: Function | None, call: Call) -> Path | None:
        """A callee's path as seen here, also through the variable its result is bound to."""
        if path is None:
            return None
        root = path[0]
        if type(root) is str and root.startswith("#result"):
            var = self.results.get((call, int(root[7:])))
            return None if var is None else (var, *path[1:])
        return translate(path, binding, callee)

    def inside(self, state: State, facts: Facts, op: Op, view: View, sole: bool) -> None:
        """What happens during a call: noted for the callers, and held against what is held here."""
        own = self.precondition(facts) if facts else NO_FACTS
        without_here = tuple(item[0] for item in state.free if item[2] == "contract")
        settled = (id(op), view.number, without_here)
        if settled not in self.settled:
            if not own:
                self.settled.add(settled)
            self.note_inside(facts, op, view, own, without_here)
            self.back_inside(op, view, state)
        if not state.held:
            return
        target = view.target
        for event, outer, skipped in (*view.acquires, *(item for back in view.backs for item in back.acquires)):
            if event.pre and self.compatible(facts, event.pre, view.binding, target) is None:
                continue
            for hold in state.held:
                if skipped and hold.path is not None and hold.path in skipped:
                    continue
                again = outer is not None and hold.path == outer
                key = (
                    id(op),
                    view.number,
                    hold,
                    event.class_,
                    event.mode,
                    outer,
                    state.defers if again else state.held,
                )
                if key in self.met:
                    continue
                self.met.add(key)
                text = path_text(outer) if outer is not None else event.text
                taken = Hold(outer, event.class_, text, event.mode, self.site(op, event.site), "lock", view.origin)
                if again and exact(outer):
                    certain = sole and not self.failing and not self.conditional(event.pre, view.binding, target)
                    self.events.reacquired(self.function, op, hold, taken, state.defers, certain)
                elif hold.class_ and event.class_:
                    if hold.class_ == event.class_ and self.may_be_one(hold, event, outer):
                        self.events.alike(self.function, op, hold, taken)
                    self.events.edge(self.function, op, hold, taken, state.held)
        for block, outer, skipped in view.blocks:
            if block.pre and self.compatible(facts, block.pre, view.binding, target) is None:
                continue
            held = tuple(hold for hold in state.held if hold.how != "borrowed" and hold.path not in skipped)
            key2 = (id(op), view.number, block.kind, block.site, held)
            if held and key2 not in self.met:
                self.met.add(key2)
                text = path_text(outer) if outer is not None else block.text
                site = self.site(op, block.site)
                event2 = Blocking(block.kind, self.outward(outer), block.class_, text, site, (), NO_FACTS)
                self.events.blocked(self.function, op, event2, outer, held)

    def back_inside(self, op: Op, view: View, state: State) -> None:
        """What the callee does to functions passed to it, under the locks it holds then."""
        for back in view.backs:
            held = tuple(
                hold._replace(
                    path=path, text=path_text(path) if path is not None else hold.text, site=self.site(op, hold.site)
                )
                for hold, path in back.held
            )
            if back.path is not None:
                own = tuple(hold for hold in state.held if hold.how != "borrowed")
                self.call_back(back.path, (*own, *held), self.site(op, back.site))
            for event, outer, _ in back.acquires:
                inner = Site(back.site.file, back.site.pos, back.site.end, back.site.function, event.site)
                text = path_text(outer) if outer is not None else event.text
                taken = Hold(outer, event.class_, text, event.mode, self.site(op, inner), "lock", view.origin)
                for hold in held:
                    if outer is not None and hold.path == outer and exact(outer):
                        self.events.reacquired(self.function, op, hold, taken, (), not event.pre)
                    elif hold.class_ and event.class_:
                        self.events.edge(self.function, op, hold, taken, held)
            for block, outer, _ in back.blocks:
                if held:
                    site = self.site(op, block.site)
                    event2 = Blocking(block.kind, self.outward(outer), block.class_, block.text, site, (), NO_FACTS)
                    self.events.blocked(self.function, op, event2, outer, held)

    def back_views(self, target: Target, summary: Summary, binding: Binding) -> list[Back]:
        """The functions passed at a call site, as the callee calls them."""
        found: list[Back] = []
        for callback in summary.callbacks:
            var = callback.path[0]
            if type(var) is not Var or len(callback.path) != 1:
                continue
            actuals = target.args if target.recv is None else (target.recv, *target.args)
            if var.index >= len(actuals):
                continue
            actual = actuals[var.index]
            held = [
                (hold, None if hold.path is None else translate(hold.path, binding, target.function))
                for hold in callback.held
            ]
            path = path_of(actual)
            root = path[0] if path is not None else None
            formal = type(root) is Var and root.kind == "param" and root.owner is self.function and not root.defs
            back = Back(path if formal else None, held, callback.site, [], [])
            if not formal:
                inner, _ = self.program.resolver.targets(Call(0, 0, actual, (), ""))
                for item in inner[:1] if len(inner) == 1 else []:
                    if item.function is None:
                        continue
                    inner_binding = item.binding()
                    inner_summary = self.summary(item)
                    for event in inner_summary.acquires:
                        outer = None if event.path is None else translate(event.path, inner_binding, item.function)
                        back.acquires.append((event, outer, frozenset()))
                    for block in inner_summary.blocks:
                        outer = None if block.path is None else translate(block.path, inner_binding, item.function)
                        back.blocks.append((block, outer, frozenset()))
            found.append(back)
        return found

    def may_be_one(self, hold: Hold, event: Acquisition, outer: Path | None) -> bool:
        """Whether a held lock and one of its class taken inside a call may be the same: not seen to be another's part."""
        if hold.how == "borrowed" or hold.path is None or not exact(hold.path):
            return False
        if any(is_flag(key, constant) for key, constant in event.pre):
            return False
        return outer is None or (exact(outer) and outer[0] is not hold.path[0])

    def note_inside(
        self, facts: Facts, op: Op, view: View, own: frozenset[tuple[object, object]], without_here: tuple[Path, ...]
    ) -> None:
        """Puts what a callee does into this function's own summary."""
        target = view.target
        for event, outer, skipped in view.acquires:
            if event.pre and self.compatible(facts, event.pre, view.binding, target) is None:
                continue
            outward = self.outward(outer)
            key = (outward if outward is not None else event.class_, event.mode)
            known = self.acquires.get(key)
            if known is None and len(self.acquires) >= MAX_ACQUISITIONS:
                continue
            pre = own if not event.pre else self.outer_pre(own, event.pre, view.binding, target)
            if known is None:
                text = path_text(outer) if outer is not None else event.text
                without = (*without_here, *(path for path in skipped if path is not None))
                site = self.site(op, event.site)
                self.acquires[key] = Acquisition(outward, event.class_, text, event.mode, site, without, pre)
            elif known.pre and known.pre != pre:
                self.acquires[key] = known._replace(pre=known.pre & pre)
        for block, outer, skipped in view.blocks:
            if block.pre and self.compatible(facts, block.pre, view.binding, target) is None:
                continue
            outward = self.outward(outer)
            key2 = (block.kind, outward if outward is not None else block.class_, block.site.pos, block.site.file)
            seen = self.blocks.get(key2)
            if seen is None and len(self.blocks) >= MAX_BLOCKS:
                continue
            pre = own if not block.pre else self.outer_pre(own, block.pre, view.binding, target)
            if seen is None:
                text = path_text(outer) if outer is not None else block.text
                without = (*without_here, *(path for path in skipped if path is not None))
                site = self.site(op, block.site)
                self.blocks[key2] = Blocking(block.kind, outward, block.class_, text, site, without, pre)
            elif seen.pre and seen.pre != pre:
                self.blocks[key2] = seen._replace(pre=seen.pre & pre)

    def view(self, target: Target) -> View:
        """A callee's summary with its paths in this function's terms, made once per call site."""
        summary = self.summary(target)
        binding = target.binding()
        callee = target.function
        self.views += 1
        origin = callee.id if callee is not None else ""
        backs = self.back_views(target, summary, binding) if summary.callbacks else []
        found = View(self.views, target, summary, binding, [], [], origin, backs)
        for event in summary.acquires:
            outer = None if event.path is None else translate(event.path, binding, callee)
            if outer is not None and type(outer[0]) is str and outer[0].startswith("#result"):
                outer = None
            skipped = frozenset(translate(path, binding, callee) for path in event.without)
            if outer is not None:
                self.events.class_names.setdefault(outer, event.class_)
            found.acquires.append((event, outer, skipped))
        for block in summary.blocks:
            outer = None if block.path is None else translate(block.path, binding, callee)
            skipped = frozenset(translate(path, binding, callee) for path in block.without)
            found.blocks.append((block, outer, skipped))
        return found

    def conditional(self, pre: frozenset[tuple[object, object]], binding: Binding, target: Target) -> bool:
        """Whether an event depends on an argument that is not a constant here."""
        for key, constant in pre:
            if not is_flag(key, constant):
                continue
            subject = key[0] if type(key) is tuple and len(key) == 3 else key
            var = subject[1][0]  # type: ignore[index]
            if type(var) is Var and var.owner is target.function:
                actuals = target.args if target.recv is None else (target.recv, *target.args)
                if var.index >= len(actuals) or type(actuals[var.index]) is not Const:
                    return True
            else:
                return True
        return False

    def outer_pre(
        self,
        own: frozenset[tuple[object, object]],
        pre: frozenset[tuple[object, object]],
        binding: Binding,
        target: Target,
    ) -> frozenset[tuple[object, object]]:
        """An event's conditions in terms of this function's formals."""
        found = set(own)
        for key, constant in pre:
            negated = type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL
            subject = key[0] if negated else key  # type: ignore[index]
            path = translate(subject[1], binding, target.function)  # type: ignore[index]
            if path is not None and len(path) == 1 and type(path[0]) is Var:
                moved: object = ("p", path)
                if path[0].kind == "param" or path[0].owner is not self.function:
                    found.add(((moved, NOT_EQUAL, key[2]) if negated else moved, constant))  # type: ignore[index]
        return frozenset(found)


NO_FACTS: frozenset[tuple[object, object]] = frozenset()


class Back(NamedTuple):
    """A function passed at a call site: a formal of this function (``path``), or what it does when the callee calls it."""

    path: Path | None
    held: list[tuple[Hold, Path | None]]
    site: Site
    acquires: list[tuple[Acquisition, Path | None, frozenset[Path | None]]]
    blocks: list[tuple[Blocking, Path | None, frozenset[Path | None]]]


class View(NamedTuple):
    """A callee's summary seen from one call site; ``skipped`` paths are locks the callee gives back before the event."""

    number: int
    target: Target
    summary: Summary
    binding: Binding
    acquires: list[tuple[Acquisition, Path | None, frozenset[Path | None]]]
    blocks: list[tuple[Blocking, Path | None, frozenset[Path | None]]]
    origin: str
    backs: list[Back]


class Prepared(NamedTuple):
    """A call prepared for simulation: its possible callees, and functions the library runs during it."""

    call: Call
    views: list[View]
    callbacks: list[View]


def settle(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Drops lock effects that a caller cannot tell from their absence.

    When one way of returning holds a lock and another does not, and neither conditions nor results tell them apart, a
    caller knows nothing: if that is a mistake it is one here, and is reported here.
    """
    unsure: set[object] = set()
    for position, one in enumerate(outcomes):
        for other in outcomes[position + 1 :]:
            ours = {(hold.path, hold.mode, hold.class_) for hold in one.acquired} ^ {
                (hold.path, hold.mode, hold.class_) for hold in other.acquired
            }
            given = set(one.released) ^ set(other.released)
            if (ours or given) and not _told_apart(one, other):
                unsure |= {("held", *item) for item in ours} | {("given", *item) for item in given}
    if not unsure:
        return outcomes
    kept = [
        outcome._replace(
            acquired=tuple(h for h in outcome.acquired if ("held", h.path, h.mode, h.class_) not in unsure),
            released=tuple(item for item in outcome.released if ("given", *item) not in unsure),
        )
        for outcome in outcomes
    ]
    return tuple(dict.fromkeys(kept))


def _told_apart(one: Outcome, other: Outcome) -> bool:
    """Whether conditions or results of two ways of returning exclude each other."""
    results = dict(other.ret)
    if any(index in results and repr(results[index]) != repr(known) for index, known in one.ret):
        return True
    facts = dict(other.pre)
    for key, known in one.pre:
        if key in facts and facts[key] != known:
            return True
        if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL:
            if key[0] in facts and facts[key[0]] == key[2]:
                return True
        elif (key, NOT_EQUAL, known) in facts:
            return True
    return False


def is_flag(key: object, constant: object) -> bool:
    """Whether a condition is on a flag or on nil: such arguments say how to behave, others are what the work is on."""
    compared = key[2] if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL else constant
    return compared is None or type(compared) is bool


class _Mark:
    """A named mark that is no Go constant."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    def __lt__(self, other: object) -> bool:
        return False


NONNIL = _Mark("nonnil")
UNSURE = _Mark("unsure")


def _variables(value: Value, found: set[Var]) -> None:
    """Adds the variables a condition depends on, also through what they were assigned."""
    kind = type(value)
    if kind is Var:
        if value not in found:
            found.add(value)  # type: ignore[arg-type]
            if len(value.defs) == 1:  # type: ignore[attr-defined]
                _variables(value.defs[0], found)  # type: ignore[attr-defined]
    elif kind is Operation:
        for operand in value.operands:  # type: ignore[attr-defined]
            _variables(operand, found)
    elif kind is Pure:
        found.update(value.variables)  # type: ignore[attr-defined]
    elif kind is FieldOf or kind is Elem:
        _variables(value.base, found)  # type: ignore[attr-defined]


def _compares(cond: Value, call: Call) -> bool:
    """Whether a condition looks at a call's result."""
    if type(cond) is CallResult:
        return cond.call is call
    return type(cond) is Operation and any(_compares(operand, call) for operand in cond.operands)


def _on_formal(cond: Value, function: Function) -> bool:
    """Whether a condition tests a parameter or captured variable by itself."""
    value = cond.operands[0] if type(cond) is Operation and cond.operands else cond
    return type(value) is Var and (value.owner is not function or (value.kind == "param" and not value.defs))


def _never_made(chan: Value) -> bool:
    """Whether a channel is a variable that some declaration or assignment leaves nil."""
    return (
        type(chan) is Var
        and chan.kind != "result"
        and any(type(value) is Const and value.value is None for value in chan.defs)
    )


def hold_dropped(outcome: Outcome, call: Call) -> bool:
    """Whether a caller drops the result that says a lock was taken."""
    return (
        call.used == ""
        and bool(outcome.acquired)
        and outcome.acquired[-1].how == "try"
        and any(constant is True for _, constant in outcome.ret)
    )


def remember(free: tuple[tuple[Path, str, str], ...]) -> tuple[tuple[Path, str, str], ...]:
    """The locks known to be free, without the oldest when there are many: each one splits the paths further."""
    own = [item for item in free if item[2] == "free"]
    if len(own) <= MAX_FREE:
        return free
    oldest = own[0]
    return tuple(item for item in free if item is not oldest)


def exact(path: Path | None) -> bool:
    """Whether a path names one object: no element with an unknown index on it."""
    return path is not None and "[]" not in path


def path_text(path: Path) -> str:
    """A path as one would write it."""
    root = path[0]
    text = root.name if type(root) is Var else str(root).rsplit("/", 1)[-1].split(".", 1)[-1]
    for part in path[1:]:
        field = str(part)
        text += field if field.startswith("[") else f".{field}"
    return text.replace("[]", "[...]")


def add_count(
    counts: tuple[tuple[Path, int | None], ...], path: Path, delta: int | None
) -> tuple[tuple[Path, int | None], ...]:
    """Counts with ``delta`` added for one WaitGroup."""
    for position, (known, value) in enumerate(counts):
        if known == path:
            total = None if value is None or delta is None else value + delta
            if total is not None and abs(total) > MAX_COUNT:
                total = None
            return (*counts[:position], (path, total), *counts[position + 1 :])
    return (*counts, (path, delta))

"""Calls of program functions: replaced by the callees' summaries."""

from __future__ import annotations

from gostatic.analyses.facts import NOT_EQUAL, subject_of
from gostatic.analyses.states import (
    MAX_CALLED_COUNT,
    MAX_COUNT,
    MAX_READS,
    NO_FACTS,
    NONNIL,
    Flow,
    add_count,
    exact,
    hold_dropped,
    is_flag,
    is_try,
    path_text,
)
from gostatic.analyses.summary import (
    CALLERS,
    GATHERED,
    MAX_ACQUISITIONS,
    MAX_BLOCKS,
    MAX_CALLBACKS,
    Acquisition,
    Blocking,
    Callback,
    Facts,
    Hold,
    Outcome,
    Site,
    State,
)
from gostatic.analyses.views import Prepared, View, Views
from gostatic.callgraph.targets import RLOCKER, Binding, Target
from gostatic.ir.ops import Branch, Call, Op, Return
from gostatic.ir.values import CallResult, Const, InterfaceMethod, Operation, Path, Value


class Calls(Views):
    """Applies views: the state after a call, and what happens during it against what is held here."""

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
            self.inside(state, facts, op, view, len(views) == 1 or view.target.own)
        if not views:
            return [(state, facts)]
        if len(views) > 1:
            return self.several(state, facts, op, views, type(call.callee) is InterfaceMethod)
        for back in views[0].backs if state.free else ():
            for _, outer, _ in back.acquires:
                state = self.perhaps_free(state, outer) if outer is not None else state
        flow: Flow = []
        target, summary, binding = views[0].target, views[0].summary, views[0].binding
        if call.used == "value" and any(is_try(outcome) for outcome in summary.outcomes) and not self.is_tested(call):
            # An argument of some assertion: which way it went is not known.
            for hold in (hold for outcome in summary.outcomes for hold in outcome.acquired):
                outer = self.inward(hold.path, binding, target.function, call)
                state = self.perhaps_taken(state, outer, hold.mode) if outer is not None else state
            return [(state, facts)]
        for outcome in summary.outcomes:
            known = self.compatible(facts, outcome.pre, binding, target)
            if known is None:
                continue
            known = self.taken_on(known, outcome.pre, target)
            after = self.apply(state, outcome, binding, target, call, op)
            if after is None:
                continue
            for index, constant in outcome.ret:
                result = ("r", call, index)
                if constant is NONNIL:
                    known = {**known, (result, NOT_EQUAL, None): True}
                else:
                    known = {**known, result: constant}
            flow.append((after, known))
        return flow

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

    def several(self, state: State, facts: Facts, op: Op, views: list[View], dispatched: bool) -> Flow:
        """Several possible callees: what they disagree on is not known afterwards; ``dispatched`` by an interface."""
        given: dict[Path, tuple[str, str]] = {}
        for view in views:
            for outcome in view.summary.outcomes:
                for path, mode, class_ in outcome.released:
                    outer = self.translated(path, view.binding, view.target.function)
                    if outer is not None:
                        given.setdefault(outer, (mode, self.seen_class(class_, path, view.target)))
        if not given:
            return [(state, facts)]
        classes = {class_ for _, class_ in given.values() if class_}
        kept: list[Hold] = []
        for hold in state.held:
            # A lock taken through a call may be known here by another name.
            if hold.path in given:
                self.events.released(self.function, op, hold, hold.path)
            elif hold.site.inner is not None and hold.class_ in classes:
                self.events.contract(hold.class_)
            else:
                kept.append(hold)
        free = state.free
        for path, (mode, class_) in given.items():
            if not any(hold.path == path for hold in state.held) and not any(item[0] == path for item in free):
                # Some of them give it back for our caller: it must not count as held there.
                if dispatched:
                    self.events.contract_release(self.function, op, path, class_, path_text(path))
                self.events.contract(class_)
                self.events.class_names.setdefault(path, class_)
                free = (*free, (path, mode.removeprefix("~"), "maybe"))
        return [(state._replace(held=tuple(kept), free=free), facts)]

    def taken_on(self, facts: Facts, pre: frozenset[tuple[object, object]], target: Target) -> Facts:
        """Facts with the conditions of the outcome that happened, in this function's terms."""
        found = facts
        for key, constant in sorted(pre, key=repr):
            if type(key) is tuple and key[0] == "t":
                continue
            negated = type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL
            subject = key[0] if negated else key  # type: ignore[index]
            actual = self.actual_of(subject[1][0], target)  # type: ignore[index]
            inner = subject_of(actual) if actual is not None and type(actual) is not Const else None
            if inner is not None:
                name: object = (inner, NOT_EQUAL, key[2]) if negated else inner  # type: ignore[index]
                if name not in found:
                    found = {**found, name: constant}
        return found

    def apply(
        self, state: State, outcome: Outcome, binding: Binding, target: Target, call: Call, op: Op
    ) -> State | None:
        """The state after one outcome of the callee; None when it never comes to that: it waits for a lock held here."""
        if outcome.neutral:
            return state
        callee = target.function
        for path, mode, class_ in outcome.released:
            outer = self.translated(path, binding, callee)
            if outer is not None:
                class_ = self.seen_class(class_, path, target)
                if outer[-1] == RLOCKER:
                    outer, mode = outer[:-1], "R"
                self.events.class_names.setdefault(outer, class_)
                if mode[:1] == "~":
                    state = self.release_perhaps(state, outer, mode[1:], class_, op)
                    continue
                state = self.release(state, outer, class_, path_text(outer), mode, self.site(op), op)
        for hold in outcome.acquired:
            outer = self.by_result(hold.path, target, call) or self.inward(hold.path, binding, callee, call)
            hold = hold._replace(class_=self.seen_class(hold.class_, hold.path, target))
            if outer is not None and outer[-1] == RLOCKER:
                outer, hold = outer[:-1], hold._replace(mode="R")
            again = [other for other in state.held if other.path == outer] if outer is not None else []
            if again:
                # That it was taken again has been recorded.
                if exact(outer) and "W" in (hold.mode, *(item.mode for item in again)):
                    if hold.how == "try" or (hold.how == "lock" and any(item.how == "lock" for item in again)):
                        return None
                if any(item.mode == hold.mode for item in again) and (hold.mode == "W" or len(again) >= MAX_READS):
                    continue
            text = path_text(outer) if outer is not None else hold.text
            held = hold._replace(path=outer, text=text, site=self.site(op, hold.site))
            if outer is not None:
                self.events.class_names.setdefault(outer, hold.class_)
            item = next((item for item in state.free if item[0] == outer), None)
            if item is not None:
                state = state._replace(free=tuple(other for other in state.free if other is not item))
                if item[2] != "free":
                    held = held._replace(how="borrowed")
            state = state._replace(held=(*state.held, held))
        if hold_dropped(outcome, call) and type(op) is Call:
            self.events.try_dropped(self.function, op, state.held[-1])
        counts = state.counts
        for path, delta in outcome.counts:
            outer = self.translated(path, binding, callee)
            if outer is not None:
                counts = add_count(counts, outer, delta, MAX_CALLED_COUNT)
        thread = max(-MAX_COUNT, min(MAX_COUNT, state.thread + outcome.thread))
        return state._replace(counts=counts, thread=thread)

    def inside(self, state: State, facts: Facts, op: Op, view: View, sole: bool) -> None:
        """What happens during a call: noted for the callers, and held against what is held here."""
        own = self.precondition(facts) if facts else NO_FACTS
        without_here = tuple(item[0] for item in state.free if item[2] != "free")
        settled = (id(op), view.number, without_here)
        if settled not in self.settled:
            if not own:
                self.settled.add(settled)
            if not self.passed_in:
                self.note_inside(facts, op, view, own, without_here)
            self.back_inside(op, view, state, without_here)
        if not state.held:
            return
        target = view.target
        for event, outer, skipped, sure in (
            *[(*item, sole) for item in view.acquires],
            *[(*item, sole and back.sole) for back in view.backs for item in back.acquires],
        ):
            if event.pre and self.compatible(facts, event.pre, view.binding, target) is None:
                continue
            for hold in state.held:
                if skipped and hold.path is not None and hold.path in skipped:
                    continue
                again = outer is not None and hold.path == outer and _may_be_of(hold.class_, event.class_)
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
                    certain = not self.failing and not self.conditional(event.pre, view.binding, target)
                    certain = certain and (sure or self.is_kept(target))
                    self.events.reacquired(self.function, op, hold, taken, state.defers, certain)
                elif hold.class_ and event.class_:
                    if hold.class_ == event.class_ and self.may_be_one(hold, event, outer):
                        self.events.alike(self.function, op, hold, taken)
                    meanwhile = (
                        tuple(other for other in state.held if other.path not in skipped) if skipped else state.held
                    )
                    self.edge(op, hold, taken, meanwhile)
        for block, outer, skipped in (*view.blocks, *(item for back in view.backs for item in back.blocks)):
            if block.pre and self.compatible(facts, block.pre, view.binding, target) is None:
                continue
            held = tuple(hold for hold in state.held if hold.how not in CALLERS and hold.path not in skipped)
            key2 = (id(op), view.number, block.kind, block.site, held)
            if held and key2 not in self.met:
                self.met.add(key2)
                text = path_text(outer) if outer is not None else block.text
                site = self.site(op, block.site)
                event2 = Blocking(block.kind, self.outward(outer), block.class_, text, site, (), NO_FACTS)
                self.events.blocked(self.function, op, event2, outer, held)

    def is_kept(self, target: Target) -> bool:
        """Whether one of several callees of an interface call is the method of an object seen to be put there."""
        return (
            target.function is not None
            and target.recv is not None
            and self.program.kinds.may_be(target.recv, target.function)
        )

    def back_inside(self, op: Op, view: View, state: State, without: tuple[Path, ...]) -> None:
        """What the callee does to functions passed to it, under the locks it holds then."""
        for back in view.backs:
            held = tuple(
                hold._replace(
                    path=path, text=path_text(path) if path is not None else hold.text, site=self.site(op, hold.site)
                )
                for hold, path in back.held
            )
            if back.path is not None:
                own = tuple(hold for hold in state.held if hold.how not in CALLERS)
                given = (*without, *(path for path in back.without if path is not None))
                self.call_back(back.path, (*own, *held), self.site(op, back.site), given)
            for event, outer, skipped in back.acquires:
                text = path_text(outer) if outer is not None else event.text
                taken = Hold(outer, event.class_, text, event.mode, self.site(op, event.site), "lock", view.origin)
                for hold in held:
                    if hold.path is not None and hold.path in skipped:
                        continue
                    if (
                        outer is not None
                        and hold.path == outer
                        and exact(outer)
                        and _may_be_of(hold.class_, event.class_)
                    ):
                        self.events.reacquired(self.function, op, hold, taken, (), back.sole and not event.pre)
                    elif hold.class_ and event.class_:
                        self.edge(op, hold, taken, held)
            for block, outer, _ in back.blocks:
                if held:
                    site = self.site(op, block.site)
                    event2 = Blocking(block.kind, self.outward(outer), block.class_, block.text, site, (), NO_FACTS)
                    self.events.blocked(self.function, op, event2, outer, held)

    def may_be_one(self, hold: Hold, event: Acquisition, outer: Path | None) -> bool:
        """Whether a held lock and one of its class taken inside a call may be the same: not seen to be another's part."""
        if hold.how in CALLERS or hold.path is None or not exact(hold.path):
            return False
        if any(is_flag(key, constant) for key, constant in event.pre):
            return False
        return outer is None or (exact(outer) and outer[0] is not hold.path[0])

    def note_inside(
        self, facts: Facts, op: Op, view: View, own: frozenset[tuple[object, object]], without_here: tuple[Path, ...]
    ) -> None:
        """Puts what a callee does into this function's own summary."""
        target = view.target
        for event, outer, skipped in (*view.acquires, *(item for back in view.backs for item in back.acquires)):
            if event.pre and self.compatible(facts, event.pre, view.binding, target) is None:
                continue
            if self.is_being_made(outer, op):
                continue
            outward = self.outward(outer)
            key = (outward if outward is not None else event.class_, event.mode)
            known = self.acquires.get(key)
            if known is None and len(self.acquires) >= GATHERED * MAX_ACQUISITIONS:
                continue
            pre = own if not event.pre else self.outer_pre(own, event.pre, view.binding, target)
            if known is None:
                text = path_text(outer) if outer is not None else event.text
                without = (*without_here, *(path for path in skipped if path is not None))
                site = self.site(op, event.site)
                self.acquires[key] = Acquisition(outward, event.class_, text, event.mode, site, without, pre)
            elif known.pre and known.pre != pre:
                self.acquires[key] = known._replace(pre=known.pre & pre)
        for block, outer, skipped in (*view.blocks, *(item for back in view.backs for item in back.blocks)):
            if block.pre and self.compatible(facts, block.pre, view.binding, target) is None:
                continue
            outward = self.outward(outer)
            key2 = (block.kind, outward if outward is not None else block.class_, block.site.pos, block.site.file)
            seen = self.blocks.get(key2)
            if seen is None and len(self.blocks) >= GATHERED * MAX_BLOCKS:
                continue
            pre = own if not block.pre else self.outer_pre(own, block.pre, view.binding, target)
            if seen is None:
                text = path_text(outer) if outer is not None else block.text
                without = (*without_here, *(path for path in skipped if path is not None))
                site = self.site(op, block.site)
                self.blocks[key2] = Blocking(block.kind, outward, block.class_, text, site, without, pre)
            elif seen.pre and seen.pre != pre:
                self.blocks[key2] = seen._replace(pre=seen.pre & pre)

    def call_back(self, path: Path, held: tuple[Hold, ...], site: Site, without: tuple[Path, ...] = ()) -> None:
        """Puts a call of a formal into the summary, its locks as the caller can name them."""
        named = tuple(hold._replace(path=self.outward(hold.path)) for hold in held)
        key = (path, tuple((hold.path, hold.class_) for hold in named))
        if key not in self.calls_back and len(self.calls_back) < MAX_CALLBACKS:
            self.calls_back[key] = Callback(path, named, site, without)


def _compares(cond: Value, call: Call) -> bool:
    """Whether a condition looks at a call's result."""
    if type(cond) is CallResult:
        return cond.call is call
    return type(cond) is Operation and any(_compares(operand, call) for operand in cond.operands)


def _may_be_of(first: str, second: str) -> bool:
    """Whether two locks can be one by their classes: a path through an interface may lead to objects of other types.

    The class of a lock in a parameter or variable says nothing.
    """
    return first == second or not first or not second or ":" in first or ":" in second

"""Which operations of a function do something at all: looked up once, before its paths are followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gostatic.analyses.facts import subject_of
from gostatic.analyses.states import Flow, lock_operand, path_text
from gostatic.analyses.steps import Steps, is_never_made
from gostatic.analyses.summary import UNKNOWN_SUMMARY, Hold
from gostatic.analyses.views import Prepared, View
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import (
    Assign,
    Branch,
    Call,
    Close,
    Defer,
    Exit,
    Go,
    Op,
    Panic,
    Recv,
    Return,
    Select,
    Send,
    Yielded,
    Yielding,
)
from gostatic.ir.values import (
    NIL,
    OPAQUE,
    CallResult,
    Closure,
    FieldOf,
    InterfaceMethod,
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
from gostatic.models.effects import EFFECTS, Kind
from gostatic.models.library_calls import LIBRARY_CALLS, REQUIRES_TRUTH, requirement_of


class Planning(Steps):
    """Prepares a function's operations with their handlers."""

    def plan(self) -> bool:
        """Prepares the operations that do something; false when none has an effect on the property state."""
        effective = conditional = calls = False
        watched, self.fleeting = watched_in(self.function)
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
                        known = len(target) > 1 or ("p", target) in watched or getattr(target[0], "captured", True)
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
                    effective |= is_never_made(op.chan)  # type: ignore[attr-defined]
                    steps.append((self.on_channel, op, None))
                elif kind is Close:
                    effective |= is_never_made(op.chan)  # type: ignore[attr-defined]
                    steps.append((self.on_close, op, None))
                elif kind is Yielding:
                    yielding = self.held_by_iterator(op)  # type: ignore[arg-type]
                    if yielding:
                        steps.append((self.on_yielding, op, yielding))
                        effective = True
                elif kind is Yielded:
                    steps.append((self.on_yielded, op, None))
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

    def held_by_iterator(self, op: Yielding) -> tuple[Hold, ...]:
        """The locks that a function ranged over holds whenever it runs the loop's body."""
        targets, _ = self.program.resolver.targets(op.call)
        target = targets[0] if len(targets) == 1 else None
        function = target.function if target is not None else None
        if target is None or function is None or not function.params:
            return ()
        backs = [back for back in self.summary(target).callbacks if back.path == (function.params[-1],)]
        held: list[Hold] = []
        for hold in backs[0].held if backs else ():
            if all(any(hold.path == other.path for other in back.held) for back in backs):
                seen, path = self.held_as_seen(hold, target.binding(), function)
                if path is not None:
                    site = self.site(op, hold.site)
                    held.append(seen._replace(path=path, text=path_text(path), site=site, how="iterator"))
        return tuple(held)

    def note_unlock_value(self, value: Value) -> None:
        """A lock or unlock passed on as a method value: somebody else will take the lock, or give it back."""
        if type(value) is not MethodRef:
            return
        if self.is_unlock(value):
            self.events.contract(class_of(value.recv))
        elif (effect := EFFECTS.get(value.symbol.id)) is not None and effect.kind in (Kind.ACQUIRE, Kind.TRY):
            self.events.taken_by_value.add(class_of(value.recv))

    def is_unlock(self, value: MethodRef) -> bool:
        """Whether a method value gives a lock back."""
        effect = EFFECTS.get(value.symbol.id)
        return effect is not None and effect.kind is Kind.RELEASE

    def may_give_back(self, value: Value) -> bool:
        """Whether an argument may be a function that gives a lock back: a method value, or one that a call has returned."""
        return type(value) is MethodRef or self.program.returns_literal(value)

    def given_back_by(self, value: Value) -> Iterator[tuple[Path, str, str]]:
        """The locks that a function value gives back: path, mode and class."""
        if type(value) is MethodRef and self.is_unlock(value):
            operand, mode = lock_operand(self.program, value.recv, EFFECTS[value.symbol.id].mode)
            path = path_of(operand)
            if path is not None:
                yield self.shortest(path), mode, class_of(operand)
            return
        targets, _ = self.program.resolver.targets(Call(0, 0, value, (), ""))
        target = targets[0] if len(targets) == 1 else None
        outcomes = self.summary(target).outcomes if target is not None else ()
        if target is None or len(outcomes) != 1 or outcomes[0].acquired:
            return
        for place, mode, class_ in outcomes[0].released:
            outer = self.translated(place, target.binding(), target.function)
            if outer is not None and mode[:1] != "~":
                yield outer, mode, self.seen_class(class_, place, target)

    def plan_call(self, call: Call) -> tuple[tuple[Callable[..., Flow], object] | None, bool]:
        """What a call does: a handler with its prepared data, and whether it touches the property state."""
        step, effective = self.plan_known(call)
        given = [lock for value in call.args if self.may_give_back(value) for lock in self.given_back_by(value)]
        if given:
            return (self.on_given, (given, step)), True
        if type(call.callee) is Var or type(call.callee) is FieldOf:
            path = path_of(call.callee)
            root = path[0] if path is not None else None
            if type(root) is Var and root.kind == "param" and root.owner is self.function and not root.defs:
                if (step is None or step[0] == self.on_unknown) and "lock" not in text_of(call.callee).lower():
                    # Functions known to be passed or stored there do nothing, others take no lock of ours and keep it.
                    step = (self.on_nothing, None)
                return (self.on_formal, (path, step)), effective
        return step, effective

    def plan_known(self, call: Call) -> tuple[tuple[Callable[..., Flow], object] | None, bool]:
        """The plan of a call whose callees are looked up."""
        targets, complete = self.program.resolver.targets(call)
        if len(targets) == 1 and targets[0].effect is not None:
            target = targets[0]
            effect = target.effect
            assert effect is not None
            return (self.on_effect, (call, target, effect)), effect.kind <= Kind.UNPIN
        if self.function.test and len(targets) == 1 and (asked := _required(call, targets[0])) is not None:
            return (self.on_required, asked), False
        callbacks = self.callbacks(call, targets)
        live = [target for target in targets if target.function is not None and target.effect is None]
        if type(call.callee) is Var and call.callee.owner is not self.function:
            # A literal that replaces the function in a field calls the one that was there before, not itself.
            live = [target for target in live if target.function is not self.function or not target.own]
        if not live and not callbacks:
            if complete or targets or self.is_outside(call.callee):
                return None, False
            return (self.on_unknown, call), False
        summaries = [self.summary(target) for target in live]
        plain = all(summary.neutral and not summary.asserts for summary in summaries)
        callbacks = [target for target in callbacks if self.summary(target) != UNKNOWN_SUMMARY]
        if plain and not callbacks and not any(s.acquires or s.blocks or s.callbacks for s in summaries):
            return None, False
        views = [self.view(target) for target in live]
        owner = call.callee.owner if type(call.callee) is Var and call.callee.kind == "param" else self.function
        if owner is not self.function:
            views = [
                self.of_other_call(view, owner) if is_inside(view.target.function, owner) else view for view in views
            ]
        effective = not all(summary.neutral for summary in summaries)
        return (self.on_call, Prepared(call, views, [self.view(target) for target in callbacks])), effective

    def is_outside(self, callee: Value) -> bool:
        """Whether a method of an interface has no body here that does anything: one elsewhere knows nothing of our locks."""
        if type(callee) is not InterfaceMethod or not callee.owner or (callee.owner, callee.name) in self.program.wide:
            return False
        return not self.program.implementations(callee) and "lock" not in callee.name.lower()

    def of_other_call(self, view: View, owner: Function) -> View:
        """A literal that came in as an argument of the function it stands in: an earlier call of that function made it.

        What it captured there is not what this call has under the same name.
        """
        acquires = [
            (event._replace(class_=""), None, skipped) if _is_of(outer, owner) else (event, outer, skipped)
            for event, outer, skipped in view.acquires
        ]
        blocks = [item for item in view.blocks if not _is_of(item[1], owner)]
        return view._replace(acquires=acquires, blocks=blocks)

    def callbacks(self, call: Call, targets: list[Target]) -> list[Target]:
        """Functions a library call runs before it returns: on this goroutine, or on one that it waits for (subtests)."""
        found: list[Target] = []
        for target in targets:
            if target.function is not None:
                continue
            row = LIBRARY_CALLS.get(target.symbol)
            if row is None:
                continue
            for index, when in row.calls:
                joined = when == "go" and row.blocks == "goroutine"
                if (joined or when in ("sync", "once")) and index < len(target.args):
                    callee = target.args[index]
                    inner, _ = self.program.resolver.targets(Call(call.pos, call.end, callee, (), ""))
                    for item in inner:
                        if item.function is not None and not (joined and self.is_parallel(item.function)):
                            found.append(item)
        return found

    def is_parallel(self, subtest: Function) -> bool:
        """Whether a subtest says that the rest of it runs when its parent's body is over."""
        return any(
            target.effect is not None and target.effect.kind is Kind.PARALLEL
            for block in subtest.blocks
            for op in block.ops
            if type(op) is Call
            for target in self.program.resolver.targets(op)[0]
        )


def _required(call: Call, target: Target) -> tuple[Value, bool] | None:
    """The condition a call of a test asks for, with the truth it then has."""
    found = requirement_of(target.symbol)
    if found is None:
        return None
    table, name, index = found
    if index >= len(target.args):
        return None
    value = target.args[index]
    return (value if table is REQUIRES_TRUTH else Operation("==", (value, NIL))), table[name]


def _is_of(path: Path | None, owner: Function) -> bool:
    """Whether a place is a variable of a function."""
    return path is not None and type(path[0]) is Var and path[0].owner is owner


def is_inside(function: Function | None, owner: Function) -> bool:
    """Whether a literal stands in a function."""
    while function is not None and function is not owner:
        function = function.parent
    return function is owner


def watched_in(function: Function) -> tuple[set[object], set[int]]:
    """What facts are worth to be kept about.

    Returns the subjects (see :func:`gostatic.analyses.facts.subject_of`) that something asks about, and the identities of the
    branches whose conditions nothing else asks about: what they turned out to be is not remembered, so that paths which
    differ in it alone are one.
    """
    asked: dict[object, int] = {}
    branches: list[tuple[Op, list[object]]] = []
    for var in function.results:
        asked["p", (var,)] = 2
    for block in function.blocks:
        for op in block.ops:
            kind = type(op)
            if kind is Branch:
                found: list[object] = []
                _subjects(op.cond, found)  # type: ignore[attr-defined]
                branches.append((op, found))
                for subject in found:
                    asked[subject] = asked.get(subject, 0) + 1
                continue
            values: tuple[Value, ...]
            if kind is Return:
                values = op.values  # type: ignore[attr-defined]
            elif kind is Assign:
                values = (op.value,)  # type: ignore[attr-defined]
            elif kind is Send or kind is Recv or kind is Close:
                values = (op.chan,)  # type: ignore[attr-defined]
            elif kind is Call:
                values = (op.callee, *op.args)  # type: ignore[attr-defined]
            elif kind is Defer or kind is Go:
                values = (op.call.callee, *op.call.args)  # type: ignore[attr-defined]
            else:
                continue
            for value in values:
                if type(value) is MethodRef or type(value) is InterfaceMethod:
                    value = value.recv
                found = []
                _subjects(value, found)
                for subject in found:
                    asked[subject] = 2
    return set(asked), {
        id(op)
        for op, found in branches
        # A condition on constants alone (``runtime.GOOS == "linux"``) may be asked again.
        if found and all(asked[subject] == 1 and _is_own(subject, function) for subject in found)
    }


def _subjects(value: Value, found: list[object], depth: int = 0) -> None:
    """Adds what a condition or value is about, also through what a variable was assigned."""
    kind = type(value)
    if kind is Operation:
        for operand in value.operands:  # type: ignore[attr-defined]
            _subjects(operand, found, depth)
        return
    if kind is Pure:
        found.append(value.text)  # type: ignore[attr-defined]
        found.extend(("p", (var,)) for var in value.variables)  # type: ignore[attr-defined]
        return
    subject = subject_of(value)
    if subject is not None:
        found.append(subject)
    if kind is Var and len(value.defs) == 1 and depth < MAX_DEFS:  # type: ignore[attr-defined]
        _subjects(value.defs[0], found, depth + 1)  # type: ignore[attr-defined]


def _is_own(subject: object, function: Function) -> bool:
    """Whether nobody but the function itself can ask about a subject."""
    if type(subject) is not tuple or subject[0] != "p":
        return True
    path = subject[1]
    var = path[0]
    return type(var) is not Var or len(path) > 1 or (var.owner is function and var.kind == "local" and not var.captured)


# How far a condition is followed through variables that are assigned once.
MAX_DEFS = 4


def _on_formal(cond: Value, function: Function) -> bool:
    """Whether a condition tests a parameter or captured variable by itself."""
    value = cond.operands[0] if type(cond) is Operation and cond.operands else cond
    return type(value) is Var and (value.owner is not function or (value.kind == "param" and not value.defs))

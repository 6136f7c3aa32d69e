"""The frame of one simulated function, and its ways of returning as callers see them."""

from __future__ import annotations

from collections.abc import Callable

from gostatic.analyses.events import Events
from gostatic.analyses.facts import NOT_EQUAL, subject_of
from gostatic.analyses.states import NONNIL, UNSURE, Flow
from gostatic.analyses.summary import (
    NOT_TAKEN,
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
from gostatic.analyses.uses import gives_back
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Binding, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Defer, Op, Return
from gostatic.ir.values import (
    MAX_FIELDS,
    OPAQUE,
    Alloc,
    CallResult,
    Closure,
    Const,
    FieldOf,
    FuncRef,
    Global,
    MakeChan,
    MethodRef,
    Path,
    Value,
    Var,
)
from gostatic.models.effects import makes_error


class Frame:
    """One function under simulation: what is collected on its paths, and what of it outlives the call."""

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
        # Branches whose conditions nothing else asks about.
        self.fleeting: set[int] = set()
        self.block_loop = 0
        # From which place on objects made here may be known to others.
        self.known_from: dict[Var, int] = {}
        self.results: dict[tuple[Call, int], Var] = {}
        self.bounded = False
        self.visited = 0
        self._kept: list[Function] | None = None
        self.views = 0
        self.passed_in = False
        self.one_by_one = False
        self.failing = False
        self.settled: set[object] = set()
        self.met: set[object] = set()
        self.deferred: list[tuple[Callable[..., Flow], object]] = []
        self._returned: dict[Var, Path] | None = None

    def translated(self, path: Path, binding: Binding, callee: Function | None) -> Path | None:
        """A callee's path as this function sees it, by its shortest name.

        None when it has become longer than ``MAX_FIELDS`` fields or now goes through one field twice: a recursion over
        ``node.next`` would make ever longer ones. (``l.RWMutex.RWMutex`` is no such thing: a type named as what it embeds.)
        """
        found = translate(path, binding, callee)
        if found is None or len(found) < 3:
            return found
        found = self.shortest(found)
        if len(found) > len(path) and len(found) > 3:
            if len(found) > MAX_FIELDS + 1 or len(found) - len(set(found)) > len(path) - len(set(path)):
                return None
        return found

    def shortest(self, path: Path) -> Path:
        """A place by its shortest name: through objects that know each other there are several."""
        backrefs = self.program.backrefs
        return backrefs.place(path, self.program.resolver.maker) if backrefs.fields or backrefs.up else path

    def site(self, op: Op, inner: Site | None = None) -> Site:
        """A place in this function."""
        return Site(self.function.file, op.pos, op.end, self.function.id, inner)

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
            if hold.how in NOT_TAKEN or self.is_kept_by_literal(hold):
                continue
            path = self.outward(hold.path)
            acquired.append(hold._replace(path=path))
        released = tuple(
            (path, mode if how == "contract" else f"~{mode}", self.events.class_names.get(path, ""))
            for path, mode, how in state.free
            if how != "free" and self.outward(path) is not None
        )
        counts = tuple((path, delta) for path, delta in state.counts if delta != 0 and self.outward(path) is not None)
        pre = self.precondition(facts) | self.relations(facts)
        ret = tuple(sorted(returned.items()))
        outcome = Outcome(pre, tuple(acquired), released, counts, state.thread, ret)
        self.outcomes[outcome] = None

    def is_kept_by_literal(self, hold: Hold) -> bool:
        """Whether a literal that goes into an object made here gives a lock back: the object is the guard, not the caller."""
        kept = self.literals_kept()
        return hold.path is not None and any(gives_back(literal, hold.path, hold.site.pos) for literal in kept)

    def literals_kept(self) -> list[Function]:
        """The function's literals that it puts into fields."""
        if self._kept is None:
            self._kept = []
            for block in self.function.blocks if self.function.closures else ():
                for op in block.ops:
                    if type(op) is Assign and type(op.target) is FieldOf and type(op.value) is Closure:
                        self._kept.append(op.value.function)
        return self._kept

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
            return (f"#result{root.index}", *path[1:])
        place = self.returned_locals().get(root)
        return None if place is None else (*place, *path[1:])

    def returned_locals(self) -> dict[Var, Path]:
        """Local variables that the function returns, by themselves or in a field of an object made here, as results."""
        if self._returned is None:
            self._returned = {}
            for block in self.function.blocks:
                last = block.ops[-1]
                for index, value in enumerate(last.values if type(last) is Return else ()):
                    for var, steps in self.program.backrefs.inside(value):
                        self._returned.setdefault(var, (f"#result{index}", *steps))
        return self._returned

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

    def relations(self, facts: Facts) -> frozenset[tuple[object, object]]:
        """What is known of pairs of unassigned parameters: ``want != got``. Keys are ("t", subject, subject)."""
        found = []
        for key, known in facts.items():
            if type(key) is tuple and len(key) == 3 and key[0] == "t" and all(self.is_formal(part) for part in key[1:]):
                found.append((key, known))
        return frozenset(found)

    def is_formal(self, subject: object) -> bool:
        """Whether a subject is a parameter that keeps what the caller passed."""
        if type(subject) is not tuple or len(subject) != 2 or subject[0] != "p" or len(subject[1]) != 1:
            return False
        root = subject[1][0]
        return type(root) is Var and root.kind == "param" and root.owner is self.function and not root.defs


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


def merged(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Fewer outcomes: those that differ in their conditions only become one under what they have in common."""
    found: dict[Outcome, frozenset[tuple[object, object]]] = {}
    for outcome in outcomes:
        key = outcome._replace(pre=frozenset())
        found[key] = found[key] & outcome.pre if key in found else outcome.pre
    return tuple(key._replace(pre=pre) for key, pre in found.items())


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

"""A callee's summary as one call site sees it: paths in the caller's terms, conditions against its facts."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.analyses.facts import NOT_EQUAL, subject_of
from gostatic.analyses.locks import Locks
from gostatic.analyses.states import is_flag
from gostatic.analyses.summary import UNKNOWN_SUMMARY, Acquisition, Blocking, Facts, Hold, Site, Summary
from gostatic.callgraph.targets import RLOCKER, Binding, Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, call_in
from gostatic.ir.values import Const, FieldOf, Global, MethodRef, Path, Value, Var, class_of, path_of


class Back(NamedTuple):
    """A function passed at a call site: a formal of this function (``path``), or what it does when the callee calls it.

    ``sole`` when it is certain which function that is; ``without`` are locks given back before the call.
    """

    path: Path | None
    held: list[tuple[Hold, Path | None]]
    site: Site
    acquires: list[tuple[Acquisition, Path | None, frozenset[Path | None]]]
    blocks: list[tuple[Blocking, Path | None, frozenset[Path | None]]]
    without: frozenset[Path | None]
    sole: bool


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


def is_result(path: Path) -> bool:
    """Whether a path leads from a callee's result, which has a name here only behind the call."""
    return type(path[0]) is str and path[0].startswith("#result")


class Views(Locks):
    """Turns summaries into views."""

    def summary(self, target: Target) -> Summary:
        """The summary of a target; unknown ones do nothing."""
        if target.function is None:
            return UNKNOWN_SUMMARY
        return self.summaries.get(target.function.id, UNKNOWN_SUMMARY)

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
            outer = None if event.path is None else self.translated(event.path, binding, callee)
            if outer is not None and is_result(outer):
                outer = None
            if outer is not None and outer[-1] == RLOCKER:
                outer, event = outer[:-1], event._replace(mode="R")
            skipped = frozenset(self.translated(path, binding, callee) for path in event.without)
            if outer is not None:
                event = event._replace(class_=self.seen_class(event.class_, event.path, target))
                self.events.class_names.setdefault(outer, event.class_)
            found.acquires.append((event, outer, skipped))
        for block in summary.blocks:
            outer = None if block.path is None else self.translated(block.path, binding, callee)
            if outer is not None and is_result(outer):
                outer = None
            skipped = frozenset(self.translated(path, binding, callee) for path in block.without)
            found.blocks.append((block, outer, skipped))
        return found

    def seen_class(self, class_: str, path: Path | None, target: Target) -> str:
        """The class of a callee's lock as it is known here.

        A lock behind a parameter, or in a struct that is nothing but a lock, is a part of what is passed here.
        """
        root = path[0] if path is not None else None
        if path is None or type(root) is not Var or root.owner is not target.function:
            return class_
        actual = self.actual_of(root, target)
        if type(actual) is not FieldOf and type(actual) is not Global:
            return class_
        formal = f"{root.owner.id}:{root.name}#{root.uid}"
        base = class_of(actual)
        if not base:
            return class_
        if class_.startswith(formal):
            found = base + class_[len(formal) :]
        elif len(path) > 1 and self.is_bare_lock(path, class_):
            found = ".".join((base, *map(str, path[1:])))
        else:
            return class_
        self.events.seen_as[found] = class_
        return found

    def is_bare_lock(self, path: Path, class_: str) -> bool:
        """Whether all structs on the way to a lock have no other field; kept by class."""
        bare = self.events.bare_locks
        if class_ not in bare:
            types = self.program.types
            type_ = types.local_type(path[0])  # type: ignore[arg-type]
            bare[class_] = True
            for part in path[1:]:
                member = types.member(type_, str(part)) if types.is_bare(type_) else None
                if member is None:
                    bare[class_] = False
                    break
                type_ = member.type
        return bare[class_]

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
            held = [self.held_as_seen(hold, binding, target.function) for hold in callback.held]
            path = path_of(actual)
            root = path[0] if path is not None and len(path) == 1 else None
            formal = type(root) is Var and root.kind == "param" and root.owner is self.function and not root.defs
            without = frozenset(self.translated(given, binding, target.function) for given in callback.without)
            back = Back(path if formal else None, held, callback.site, [], [], without, True)
            if not formal:
                inner, _ = self.program.resolver.targets(Call(0, 0, actual, (), ""))
                back = back._replace(sole=len(inner) == 1 or all(item.own for item in inner))
                for item in inner:
                    self.note_back(back, item)
            found.append(back)
        return found

    def held_as_seen(self, hold: Hold, binding: Binding, callee: Function | None) -> tuple[Hold, Path | None]:
        """A lock that a callee holds, with its path here."""
        path = None if hold.path is None else self.translated(hold.path, binding, callee)
        if path is not None and path[-1] == RLOCKER:
            return hold._replace(mode="R"), path[:-1]
        return hold, path

    def note_back(self, back: Back, target: Target) -> None:
        """What a function does that a callee calls back."""
        if target.function is None:
            return
        binding = target.binding()
        summary = self.summary(target)
        for event in summary.acquires:
            outer = None if event.path is None else self.translated(event.path, binding, target.function)
            event = event._replace(class_=self.seen_class(event.class_, event.path, target))
            skipped = back.without | {self.translated(path, binding, target.function) for path in event.without}
            back.acquires.append((event._replace(site=back.site.then(event.site)), outer, skipped))
        for block in summary.blocks:
            outer = None if block.path is None else self.translated(block.path, binding, target.function)
            skipped = back.without | {self.translated(path, binding, target.function) for path in block.without}
            back.blocks.append((block._replace(site=back.site.then(block.site)), outer, skipped))

    def conditional(self, pre: frozenset[tuple[object, object]], binding: Binding, target: Target) -> bool:
        """Whether an event depends on an argument that is not a constant here."""
        for key, constant in pre:
            if not is_flag(key, constant):
                continue
            subject = key[0] if type(key) is tuple and len(key) == 3 else key
            var = subject[1][0]  # type: ignore[index]
            if type(var) is Var and var.owner is target.function:
                actuals = target.args if target.recv is None else (target.recv, *target.args)
                if var.index >= len(actuals):
                    return True
                if type(actuals[var.index]) is not Const and not (subject is not key and key[2] is None):  # type: ignore[index]
                    return True  # what is passed may be anything; but it is there, as a rule
            else:
                return True
        return False

    def compatible(
        self, facts: Facts, pre: frozenset[tuple[object, object]], binding: Binding, target: Target
    ) -> Facts | None:
        """Whether an outcome or event can happen with these arguments; the facts then known."""
        for key, constant in pre:
            if type(key) is tuple and key[0] == "t":
                if constant is self.are_unequal(facts, key, target):
                    return None
                continue
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

    def are_unequal(self, facts: Facts, key: tuple[object, ...], target: Target) -> bool | None:
        """Whether two arguments are known to be unequal here (False: known to be equal)."""
        first, second = (self.actual_of(part[1][0], target) for part in key[1:])  # type: ignore[index]
        if type(first) is Const:
            first, second = second, first
        subject = subject_of(first) if first is not None else None
        if subject is None or second is None:
            return None
        if type(second) is Const:
            if subject in facts:
                return facts[subject] != second.value
            return True if (subject, NOT_EQUAL, second.value) in facts else None
        other = subject_of(second)
        known = facts.get(("t", subject, other), facts.get(("t", other, subject)))
        return None if known is None else not known

    def actual_of(self, var: object, target: Target) -> Value | None:
        """What a formal or captured variable of a callee is at a call site."""
        if type(var) is not Var:
            return None
        if target.function is None or var.owner is not target.function:
            return var
        actuals = target.args if target.recv is None else (target.recv, *target.args)
        return actuals[var.index] if var.index < len(actuals) else None

    def inward(self, path: Path | None, binding: Binding, callee: Function | None, call: Call) -> Path | None:
        """A callee's path as seen here, also through the variable its result is bound to."""
        if path is None:
            return None
        root = path[0]
        if is_result(path):
            assert type(root) is str
            var = self.results.get((call, int(root[7:])))
            return None if var is None else (var, *path[1:])
        return self.translated(path, binding, callee)

    def by_result(self, path: Path | None, target: Target, call: Call) -> Path | None:
        """A lock in an element of a container, which a callee takes and returns the element: by the variable it is kept in.

        The caller gives it back through that variable, whatever the element is called in the callee.
        """
        callee = target.function
        if path is None or callee is None or not any(type(part) is str and part[:1] == "[" for part in path[1:]):
            return None
        for index in range(len(callee.results)):
            var = self.results.get((call, index))
            if var is None or not self.is_receiver(var):
                continue
            for value in self.program.resolver.results(callee, index):
                place = path_of(value) if type(value) is not Const else None
                if place is not None and len(place) > 1 and place == path[: len(place)]:
                    return (var, *path[len(place) :])
        return None

    def is_receiver(self, var: Var) -> bool:
        """Whether a method of something in a variable is called in this function."""
        for block in self.function.blocks:
            for op in block.ops:
                inner = call_in(op)
                if inner is not None and type(inner.callee) is MethodRef:
                    place = path_of(inner.callee.recv)
                    if place is not None and place[0] is var:
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
            path = self.translated(subject[1], binding, target.function)  # type: ignore[index]
            if path is not None and len(path) == 1 and type(path[0]) is Var:
                moved: object = ("p", path)
                if path[0].kind == "param" or path[0].owner is not self.function:
                    found.add(((moved, NOT_EQUAL, key[2]) if negated else moved, constant))  # type: ignore[index]
        return frozenset(found)

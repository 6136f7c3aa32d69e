"""Locks that stay held: ways out of a function, or back to a loop's head, with a lock nobody else will give back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gostatic.analyses.events import BackEdge, ContractRelease, Events, Left, Reacquired, Released
from gostatic.analyses.recovery import Recovery
from gostatic.analyses.states import exact
from gostatic.analyses.summary import CALLERS, Hold, Site
from gostatic.analyses.turning_points import turning_point
from gostatic.analyses.uses import family, gives_back
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Exit, Jump, Op, Panic, Return
from gostatic.ir.values import Closure, FieldOf, Value, Var, path_of
from gostatic.models.effects import Kind


class Unreleased(NamedTuple):
    """A lock left held: ``op`` is the exit, or the lock operation itself when ``never`` (nothing gives it back anywhere).

    ``loop`` when the way out is the next turn of a loop; ``release`` is an operation of the function that does give it back.
    ``jump`` is the word of the jump that skips the release, when ``op`` is one and not the end of a loop's body.
    ``harmless`` when nobody can want the lock any more: a test's own lock at the end of the test.
    """

    function: Function
    op: Op
    hold: Hold
    never: bool
    loop: bool
    release: Op | None
    harmless: bool = False
    jump: str = ""


def is_tests_own(function: Function, hold: Hold) -> bool:
    """Whether a lock lives in a local variable of test code: it goes away with the test."""
    root = hold.path[0] if hold.path is not None else None
    return function.test and type(root) is Var and root.kind == "local"


def unreleased(program: Program, events: Events) -> Iterator[Unreleased]:
    """All locks that stay held with nobody to give them back.

    A lock held on return is no mistake when a caller gives it back, when the results tell the caller that it is held and somebody
    gives back locks of that class for others, or when this function never does but another one does (lock hand-off).
    """
    released: dict[tuple[object, ...], Op] = {}
    handed: set[tuple[str, str]] = set()
    for record in events.of(Released):
        hold = record.hold
        released.setdefault((record.function.id, hold.path, hold.class_, hold.mode), record.op)
        for class_ in events.aliases(hold.class_) if hold.site.inner is not None else ():
            handed.update((site.function, class_) for site in hold.site.chain()[1:])
    closed = _closed(program, events)
    by_function: dict[str, list[Left]] = {}
    for left in events.of(Left):
        by_function.setdefault(left.function.id, []).append(left)
    recovery = Recovery(program)
    found = [
        item
        for lefts in by_function.values()
        for item in _exits(program, events, recovery, lefts, released, handed, closed)
    ]
    # A callee that forgets it on one of its ways out is the cause; its callers only see that it is held.
    forgotten = {item.hold.site.chain()[-1] for item in found if not item.never}
    ways = [item for item in found if not (item.never and _was_forgotten(item.hold, forgotten))]
    ways.extend(_loops(events))
    yield from _at_turning_points(events, ways)


def _at_turning_points(events: Events, found: list[Unreleased]) -> Iterator[Unreleased]:
    """The same, those that a jump leads to with the jump for their place; what one jump leads to is one."""
    releases: dict[tuple[object, ...], set[int]] = {}
    for record in events.of(Released) if found else ():
        releases.setdefault((record.function.id, record.hold.path), set()).add(id(record.op))
    jumps: set[tuple[str, int, int]] = set()
    for item in found:
        function, site = item.function, item.hold.site
        own = releases.get((function.id, item.hold.path))
        if item.never or own is None:
            yield item
            continue
        op = turning_point(function, site.pos, own, item.op)
        if type(op) is Jump:
            if (function.id, op.pos, site.pos) in jumps:
                continue
            jumps.add((function.id, op.pos, site.pos))
        jump = _word(op) if op is not item.op else ""
        yield item._replace(op=op, jump=jump)


def left_over(events: Events, found: Iterable[Unreleased]) -> tuple[frozenset[Site], frozenset[tuple[str, int]]]:
    """Operations that take a lock which is not given back, and locks (function, offset) held in a loop's next turn."""
    return (
        frozenset(item.hold.site.chain()[-1] for item in found if not item.harmless),
        frozenset((back.function.id, hold.site.pos) for back in events.of(BackEdge) for hold in back.held),
    )


def _was_forgotten(hold: Hold, forgotten: set[Site]) -> bool:
    """Whether a lock was taken in a callee that is known to forget it."""
    return hold.site.inner is not None and hold.site.chain()[-1] in forgotten


def _closed(program: Program, events: Events) -> set[str]:
    """Classes of locks that helpers give back only for callers seen to hold them.

    There nobody hands a lock over to a later call: a function that takes it through a helper has to give it back.
    """
    paired = {record.hold.class_ for record in events.of(Released) if _through_call(program, record.op)}
    alone = {
        record.class_
        for record in events.of(ContractRelease)
        if _through_call(program, record.op) or is_own_local(record.path[0], record.function)
    }
    return paired - alone - {""}


def is_own_local(root: object, function: Function) -> bool:
    """Whether a lock is reached through a local variable, such as that of a loop: callers cannot see that it is given back."""
    return type(root) is Var and root.kind == "local" and root.owner is function


def _through_call(program: Program, op: Op) -> bool:
    """Whether an operation calls a function of the program (rather than the lock's own method)."""
    if type(op) is not Call:
        return False
    return any(target.function is not None for target in program.resolver.targets(op)[0])


def _exits(
    program: Program,
    events: Events,
    recovery: Recovery,
    lefts: list[Left],
    released: dict[tuple[object, ...], Op],
    handed: set[tuple[str, str]],
    closed: set[str],
) -> Iterator[Unreleased]:
    seen: set[tuple[object, ...]] = set()
    for left in lefts:
        function = left.function
        if type(left.op) is Exit:
            continue
        if type(left.op) is Panic and not left.recovered and not (left.held and recovery.is_above(function)):
            continue
        if function.symbol is not None and function.symbol.name == "main" and function.id.endswith(".main"):
            continue  # the process ends here
        stated = {(it.path, it.mode) for it in events.stated.get(function.id, ()) if it.how == "handed"}
        for hold in left.held:
            if hold.how in CALLERS or hold.how == "iterator" or not hold.class_ or hold.path is None:
                continue
            if (function.id, hold.class_) in handed or (hold.path, hold.mode) in stated:
                continue
            if hold.site.inner is not None and not exact(hold.path):
                continue  # one of several elements, locked and unlocked by number elsewhere
            if type(left.op) is Return and _is_handed_out(function, left.op, hold):
                continue
            key = (hold.path, hold.class_, hold.site.pos)
            release = released.get((function.id, hold.path, hold.class_, hold.mode))
            if release is not None:
                if _told_by_results(program, function, lefts, hold) and (
                    hold.class_ in events.contracts or hold.how == "try"
                ):
                    continue
                if (left.op, key) not in seen:
                    seen.add((left.op, key))
                    harmless = is_tests_own(function, hold) or _is_kept_in_list(events, function, hold)
                    yield Unreleased(function, left.op, hold, False, False, release, harmless)
            elif hold.site.inner is None and _is_deferred(function):
                continue  # what it leaves held is judged in the function that defers it
            elif hold.how == "given":
                continue  # a function that is seen to give it back nowhere does so where nobody looks
            elif (
                hold.class_ in closed
                or (hold.class_ not in events.contracts and hold.site.inner is None)
                or (hold.how == "try" and hold.site.inner is not None)
            ):
                if hold.how == "try" and _told_by_results(program, function, lefts, hold):
                    continue
                if key not in seen:
                    seen.add(key)
                    # A lock that came in as an argument may be given back through another name.
                    given = type(hold.path[0]) is Var and hold.path[0].kind == "param" and len(hold.path) == 1
                    harmless = given or is_tests_own(function, hold)
                    yield Unreleased(function, left.op, hold, True, False, None, harmless)


def _is_kept_in_list(events: Events, function: Function, hold: Hold) -> bool:
    """Whether a loop's element stays locked and the function unlocks such elements in another place: those it has put aside."""
    root = hold.path[0] if hold.path is not None else None
    if type(root) is not Var or not root.loop:
        return False
    return any(
        type(record) is ContractRelease and record.class_ == hold.class_ and record.path[0] is not root
        for item in family(function)
        for record in events.records.get(item.id, {}).values()
    )


def _is_deferred(function: Function) -> bool:
    """Whether a literal is what the function around it defers."""
    return function.parent is not None and any(
        type(op) is Defer and type(op.call.callee) is Closure and op.call.callee.function is function
        for block in function.parent.blocks
        for op in block.ops
    )


def _is_handed_out(function: Function, op: Return, hold: Hold) -> bool:
    """Whether a return gives the caller the lock itself, or a function literal that gives it back."""
    values: list[Value] = [*op.values]
    for value in (*op.values, *function.results):
        if type(value) is Var and value.kind != "param":
            values.extend(value.defs)
    for value in values:
        if type(value) is Closure and hold.path is not None and gives_back(value.function, hold.path, hold.site.pos):
            return True
        if type(value) is FieldOf and path_of(value) == hold.path:
            return True
    return False


def _told_by_results(program: Program, function: Function, lefts: list[Left], hold: Hold) -> bool:
    """Whether some result tells the exits that hold the lock from those that do not."""
    held = [dict(left.returned) for left in lefts if any(other.path == hold.path for other in left.held)]
    free = [
        dict(left.returned)
        for left in lefts
        if type(left.op) is Return and not any(other.path == hold.path for other in left.held)
    ]
    if not held or not free:
        return False
    for index in set().union(*held):
        if all(index in known for known in (*held, *free)):
            ours = {repr(known[index]) for known in held}
            theirs = {repr(known[index]) for known in free}
            if not ours & theirs and _is_success(program, function, index, ours):
                return True
    return False


def _is_success(program: Program, function: Function, index: int, values: set[str]) -> bool:
    """Whether results say that it worked: true, a nil error, a pointer that is not nil. Locks are not handed over on failure."""
    if index < len(function.results):
        type_ = program.types.local_type(function.results[index])
        if getattr(type_, "name", "") == "error":
            return values == {"None"}
    return values != {"None"} and values != {"False"}


def deferred_release(function: Function, hold: Hold) -> Op | None:
    """The ``defer mu.Unlock()`` of a function for a lock, if there is one."""
    for block in function.blocks:
        for op in block.ops:
            if type(op) is Defer:
                callee = op.call.callee
                recv = getattr(callee, "recv", None)
                symbol = getattr(callee, "symbol", None)
                if recv is not None and symbol is not None and symbol.name in ("Unlock", "RUnlock"):
                    if path_of(recv) == hold.path:
                        return op
    return None


def _loops(events: Events) -> Iterator[Unreleased]:
    again: dict[tuple[str, int], Hold] = {}
    for record in events.of(Reacquired):
        if is_turn(record):
            if (
                record.held.mode == "W"
                and record.held.site.inner is None
                and deferred_release(record.function, record.held) is None
            ):
                again.setdefault((record.function.id, record.held.site.pos), record.held)
    seen: set[tuple[str, int, int]] = set()
    edges = list(events.of(BackEdge))
    continued = {
        (back.function.id, hold.site.pos) for back in edges for hold in back.held if _word(back.op) == "continue"
    }
    for back in edges:
        for hold in back.held:
            if _word(back.op) != "continue" and (back.function.id, hold.site.pos) in continued:
                continue  # the same way on, seen again behind the continue
            key = (back.function.id, hold.site.pos)
            if key in again and (*key, back.op.pos) not in seen:
                seen.add((*key, back.op.pos))
                yield Unreleased(back.function, back.op, hold, False, True, None)


def _word(op: Op) -> str:
    return op.word if type(op) is Jump else ""


def is_turn(record: Reacquired) -> bool:
    """Whether a lock is met again by the same operation in the next turn of a loop."""
    return record.held.site == record.taken.site


__all__ = ["Kind", "Unreleased", "deferred_release", "is_turn", "unreleased"]

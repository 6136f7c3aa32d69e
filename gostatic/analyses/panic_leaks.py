"""Locks left held by a panic in what is called between Lock and Unlock, when somebody up the chain recovers and goes on.

The lock's holder gives it back by a plain call, so a panic in between skips it. Reported are calls of functions with a ``panic``
of their own, and of functions that came in as values (jobs, handlers, hooks) where a caller close by defers the recover: who
recovers from the panics of what it runs expects them.
"""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.analyses.events import Events, Released, Taken
from gostatic.analyses.recovery import Recovery
from gostatic.analyses.summary import CALLERS
from gostatic.analyses.unreleased import Unreleased
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Panic
from gostatic.ir.values import Elem, FieldOf, Received, Value, Var

# So many calls may lie between the recover and the lock.
MAX_DEPTH = 3


def panic_leaks(program: Program, events: Events) -> Iterator[Unreleased]:
    """The first call for each lock that may panic past its release; ``jump`` is "panic"."""
    if not any(function.recovers for function in program.functions.values()):
        return
    releases: dict[tuple[object, ...], dict[int, Op]] = {}
    for record in events.of(Released):
        key = (record.function.id, record.hold.path, record.hold.mode)
        releases.setdefault(key, {})[id(record.op)] = record.op
    recovery = Recovery(program)
    seen: set[tuple[str, int]] = set()
    for taken in events.of(Taken):
        function, hold = taken.function, taken.hold
        own = releases.get((function.id, hold.path, hold.mode))
        if own is None or hold.path is None or hold.how in CALLERS or hold.site.inner is not None:
            continue
        if (function.id, hold.site.pos) in seen or not recovery.is_near(function, MAX_DEPTH):
            continue
        if not _stand_in(function, own):
            continue
        op = _risky_call(program, function, hold.site.pos, own)
        if op is not None:
            seen.add((function.id, hold.site.pos))
            release = min(own.values(), key=lambda item: item.pos)
            # A setting or hook in a field, such as a clock, hardly ever panics: only an audit tells it.
            kept = type(op) is Call and type(op.callee) is FieldOf
            yield Unreleased(function, op, hold, False, False, release, kept, "panic")


def _stand_in(function: Function, releases: dict[int, Op]) -> bool:
    """Whether all releases are plain calls: a deferred one runs when a panic passes as well."""
    plain = {id(op) for block in function.blocks for op in block.ops}
    return all(id in plain for id in releases)


def _risky_call(program: Program, function: Function, taken: int, releases: dict[int, Op]) -> Op | None:
    """The first call behind the lock, before any release, that may panic."""
    blocks = function.blocks
    start = next(
        ((number, at) for number, block in enumerate(blocks) for at, op in enumerate(block.ops) if op.pos == taken),
        None,
    )
    if start is None:
        return None
    pending, seen = [start], {start[0]}
    while pending:
        number, at = pending.pop(0)
        for op in blocks[number].ops[at + 1 :]:
            if id(op) in releases:
                break
            if type(op) is Call and _may_panic(program, op):
                return op
        else:
            for succ in blocks[number].succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append((succ, -1))
    return None


def _is_of_program(program: Program, callee: Value) -> bool:
    """Whether a called place is one of the program's own: a method of a type that is not read looks like a field."""
    while isinstance(callee, (Elem, Received)):
        callee = callee.base if isinstance(callee, Elem) else callee.chan
    if type(callee) is not FieldOf:
        return True
    return program.types.scope(callee.owner.rpartition(".")[0]) is not None


def _may_panic(program: Program, call: Call) -> bool:
    """Whether a call runs a function with a panic of its own, or one that was passed or stored."""
    targets, _ = program.resolver.targets(call)
    if any(target.effect is not None for target in targets):
        return False
    callee = call.callee
    if type(callee) is Var and callee.kind == "local" and len(callee.defs) == 1:
        callee = callee.defs[0]
    if type(callee) in (FieldOf, Elem, Received) or (type(callee) is Var and callee.kind == "param"):
        return _is_of_program(program, callee)
    return any(
        target.function is not None
        and not target.function.recovers
        and any(type(block.ops[-1]) is Panic for block in target.function.blocks if block.ops)
        for target in targets
    )

"""Waits for a cond in no loop, or without its lock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.events import Blocked, CondWaited, Events, Taken
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.uses import loops_of, source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Op, call_in
from gostatic.ir.values import (
    Value,
    class_of,
)


class CondMisuse(NamedTuple):
    """A ``Cond.Wait`` in no loop (``how`` is "loop"), without its lock ("unlocked") or under another one ("other")."""

    function: Function
    op: Op
    operand: Value
    how: str
    certain: bool


def cond_misuses(program: Program, events: Events, goroutines: Goroutines) -> Iterator[CondMisuse]:
    """Waits that are not in a loop, or not under the cond's lock."""
    waits: dict[int, list[CondWaited]] = {}
    for event in events.of(CondWaited):
        waits.setdefault(id(event.op), []).append(event)
    if not waits:
        return
    under: dict[tuple[str, int], set[str]] = {}
    for blocked in events.of(Blocked):
        innermost = blocked.event.site.chain()[-1]
        if blocked.event.kind == "cond":
            under.setdefault((innermost.file, innermost.pos), set()).update(hold.class_ for hold in blocked.held)
    for found in waits.values():
        function, op, operand, _ = found[0]
        held = {hold.class_ for event in found for hold in event.held}
        again = bool(loops_of(function).get(id(op)))
        if not again and not (not held and _called_in_loops(program, function, goroutines, frozenset())):
            # Without a lock of its own it is a helper whose callers check, or one that nobody calls yet. A test that
            # wakes its waiters in a fixed order has no condition to check.
            certain = bool(held) and not function.test
            # One step of a loop that its callers run: they check again.
            certain = certain and not _called_in_loops(program, function, goroutines, frozenset())
            certain = certain and function.id not in goroutines.callers.get(function.id, ())  # it begins anew
            yield CondMisuse(function, op, operand, "loop", certain and _relies(function, op))
            continue
        held |= under.get((function.file, op.pos), set())
        class_ = class_of(operand)
        lock = program.cond_locks.get(class_, "")
        if ":" in lock or ":" in class_ or lock == f"{class_}.L":
            lock = ""  # a local variable has other names elsewhere
        if not held:
            own = {record.hold.class_ for record in events.of(Taken) if record.function is function}
            if own & {program.cond_locks.get(class_, ""), f"{class_}.L"} - {""}:
                # It takes the lock itself, so no caller holds it, and has given it back.
                yield CondMisuse(function, op, operand, "unlocked", True)
            elif function.parent is None and function.id not in goroutines.callers:
                yield CondMisuse(function, op, operand, "unlocked", False)
        elif lock and not held & {lock, f"{class_}.L", "sync.Cond.L", ""}:
            yield CondMisuse(function, op, operand, "other", function.id not in goroutines.callers)


def _relies(function: Function, op: Op) -> bool:
    """Whether what stands behind a wait uses what its condition looked at; without a condition it relies on the signal."""
    text = source_of(function)
    conditions = list(_IF.finditer(text, function.pos, op.pos))
    if not conditions:
        return True
    words = set(_WORD.findall(conditions[-1][1]))
    behind = text[op.end : function.end]
    return any(re.search(rb"\b%b\b(?!\s*=[^=])" % re.escape(word), behind) is not None for word in words)


_IF = re.compile(rb"\bif\b([^{\n]*)\{")
# The fields a condition asks, or plain variables: the last name of each path.
_WORD = re.compile(rb"\b([A-Za-z_]\w*)\b(?!\s*[.(])")


def _called_in_loops(program: Program, function: Function, goroutines: Goroutines, seen: frozenset[str]) -> bool:
    """Whether a function is called, and always from a loop, so that its callers check the condition again."""
    callers = goroutines.callers.get(function.id, ())
    if not callers or function.id in seen or function.id in goroutines.started:
        return False
    for id_ in callers:
        caller = program.functions.get(id_)
        if caller is None:
            return False
        for block in caller.blocks:
            if block.loop:
                continue
            for op in block.ops:
                call = call_in(op)
                targets = program.resolver.targets(call)[0] if call is not None else []
                if not any(target.function is function for target in targets):
                    continue
                if not _called_in_loops(program, caller, goroutines, seen | {function.id}):
                    return False
    return True

"""Tests failed from goroutines that are not the test's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.analyses.test_texts import has_requirements, is_heard, is_subtest, reports, requirements, speaks
from gostatic.analyses.uses import source_of
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Close, Go, Op, Send
from gostatic.ir.values import OPAQUE, Value, Var, path_of, text_of
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS

# How many literals that call each other are followed.
MAX_LITERALS = 3


class FatalCall(NamedTuple):
    """A test is failed from a goroutine that is not the test's, or by ``helper`` that is called there.

    ``late`` for a report to the test in a goroutine that nobody waits for: the test may be over by then.
    Not ``certain``: the helper may fail, and nobody waits for what the goroutine does behind it.
    """

    function: Function
    op: Op
    name: str
    thread: Thread
    helper: bool = False
    certain: bool = True
    late: bool = False


def fatal_calls(program: Program, goroutines: Goroutines) -> Iterator[FatalCall]:
    """Calls that end the calling goroutine as if it were the test's, in goroutines a test started."""
    failing: dict[str, set[int]] | None = None
    requiring: dict[str, bool] = {}
    for function, thread in _started_by_tests(program, goroutines):
        source = source_of(function)
        if function.file not in requiring:
            requiring[function.file] = has_requirements(source)
        for said in requirements(function, source) if requiring[function.file] else ():
            place = Call(said.pos, said.end, OPAQUE, (), "")
            yield FatalCall(function, place, said.name, thread, certain=_tells(program, function, place))
            break
        left = _is_left(program, goroutines, thread) if type(thread.op) is Go else ""
        for said in reports(function, source) if left else ():
            place = Call(said.pos, said.end, OPAQUE, (), "")
            # A log after the test's end goes to the test around it, as long as there is one.
            certain = said.always if left == "silent" else ".Log" not in said.name
            yield FatalCall(function, place, said.name, thread, certain=certain, late=True)
            break
        plain = type(thread.op) is Go
        for block in function.blocks:
            for op in block.ops:
                if type(op) is not Call:
                    continue
                name = _fails(op)
                if name:
                    root = _root(getattr(op.callee, "recv", None))
                    if root is not None and (root.owner is not function or plain):
                        yield FatalCall(function, op, name, thread)
                    continue
                targets, complete = program.resolver.targets(op)
                if (
                    len(targets) == 1
                    and complete
                    and targets[0].function is not None
                    and not targets[0].function.symbol
                ):
                    if _literal_fails(program, targets[0].function, 0):
                        tells = _tells(program, function, op)
                        yield FatalCall(function, op, text_of(op.callee), thread, True, tells)
                elif len(targets) == 1 and complete and targets[0].function is not None:
                    if failing is None:
                        failing = _failing(program)
                    for index in failing.get(targets[0].function.id, ()):
                        root = _root(_actual(targets[0], index))
                        if root is not None and (root.owner is not function or (plain and root.kind == "param")):
                            tells = _tells(program, function, op)
                            yield FatalCall(function, op, targets[0].function.name, thread, True, tells)
                            break


def _started_by_tests(program: Program, goroutines: Goroutines) -> Iterator[tuple[Function, Thread]]:
    """Functions of tests that only goroutines run, each with one that does."""
    for function in program.functions.values():
        if function.test and function.id not in goroutines.callers:
            for thread in goroutines.started.get(function.id, ()):
                if thread.kind == GO and (type(thread.op) is Go or _group(program, thread.op)):
                    yield function, thread
                    break


def _literal_fails(program: Program, literal: Function, depth: int) -> bool:
    """Whether a literal calls FailNow of a test object from around it, itself or by another literal."""
    for block in literal.blocks:
        for op in block.ops:
            if type(op) is not Call:
                continue
            if _fails(op):
                root = _root(getattr(op.callee, "recv", None))
                if root is not None and root.owner is not literal:
                    return True
            elif depth < MAX_LITERALS:
                targets, complete = program.resolver.targets(op)
                inner = targets[0].function if len(targets) == 1 and complete else None
                if inner is not None and inner.symbol is None and _literal_fails(program, inner, depth + 1):
                    return True
    return False


def _is_left(program: Program, goroutines: Goroutines, thread: Thread) -> str:
    """Whether the test that starts a goroutine waits for nothing that this could tell it.

    Gives "" when it may wait, "silent" when the goroutine tells nothing, "unheard" when the test does not listen.
    """
    spawner = program.functions.get(thread.spawner)
    entry = program.functions.get(thread.entry)
    if spawner is None or entry is None:
        return ""
    source = source_of(entry)
    if spawner.symbol is None:
        if not is_subtest(spawner, source) or entry not in spawner.closures:
            return ""
    elif not spawner.symbol.name.startswith(("Test", "Benchmark", "Fuzz")) or spawner.id in goroutines.started:
        return ""
    if _frees_slot(entry, spawner, source):
        return ""
    if not speaks(entry, source):
        return "" if any(goroutines.ends_of(thread.entry)) else "silent"
    return "" if is_heard(entry, spawner, source) else "unheard"


def _frees_slot(entry: Function, spawner: Function, source: bytes) -> bool:
    """Whether a goroutine takes from a channel that its test fills: the test may fill it up at the end, and wait so for all."""
    taken, filled = source[entry.pos : entry.end], source[spawner.pos : entry.pos] + source[entry.end : spawner.end]
    names = [var.name.encode() for var in entry.captures]
    return any(re.search(rb"<-%b\b" % name, taken) and re.search(rb"\b%b <- " % name, filled) for name in names)


def _tells(program: Program, function: Function, call: Op) -> bool:
    """Whether a goroutine sends, closes or counts down behind a call: then others wait for it in vain if it ends there."""
    for block in function.blocks:
        for op in block.ops:
            if op.pos < call.pos:
                continue
            if type(op) is Send or type(op) is Close:
                return True
            if type(op) is Call:
                for target in program.resolver.targets(op)[0]:
                    if target.effect is not None and target.effect.kind is Kind.DONE:
                        return True
    return False


def _fails(op: Call) -> str:
    """The name of the method of ``testing`` that a call ends its goroutine with, "" for other calls."""
    symbol = getattr(op.callee, "symbol", None)
    id: str = symbol.id if symbol is not None else ""
    if not id and getattr(op.callee, "owner", "") == "testing.TB":
        id = f"testing.TB.{op.callee.name}"  # type: ignore[attr-defined]
    if not id.startswith("testing."):
        return ""
    row = LIBRARY_CALLS.get(id)
    return id.rsplit(".", 1)[1] if row is not None and row.no_return == "goexit" else ""


def _root(value: Value | None) -> Var | None:
    path = path_of(value) if value is not None else None
    return path[0] if path is not None and type(path[0]) is Var else None


def _actual(target: Target, index: int) -> Value | None:
    actuals = target.args if target.recv is None else (target.recv, *target.args)
    return actuals[index] if index < len(actuals) else None


def _failing(program: Program) -> dict[str, set[int]]:
    """By function, the parameters whose FailNow it calls, itself or through others it hands them to."""
    found: dict[str, set[int]] = {}
    handed: dict[str, list[tuple[Function, Var, int]]] = {}
    work: list[tuple[str, int]] = []

    def note(function: Function, var: Var | None) -> None:
        if (
            var is not None
            and var.kind == "param"
            and var.owner is function
            and not var.defs
            and function.parent is None
        ):
            known = found.setdefault(function.id, set())
            if var.index not in known:
                known.add(var.index)
                work.append((function.id, var.index))

    for function, made, op, _ in program.calls:
        if made is not op or function.parent is not None:
            continue
        if _fails(op):
            note(function, _root(getattr(op.callee, "recv", None)))
            continue
        targets, complete = program.resolver.targets(op)
        if len(targets) == 1 and complete and targets[0].function is not None:
            actuals = targets[0].args if targets[0].recv is None else (targets[0].recv, *targets[0].args)
            for index, actual in enumerate(actuals):
                if type(actual) is Var and actual.kind == "param":
                    handed.setdefault(targets[0].function.id, []).append((function, actual, index))
    while work:
        id, index = work.pop()
        for function, var, position in handed.get(id, ()):
            if position == index:
                note(function, var)
    return found


def _group(program: Program, op: Op | None) -> bool:
    if type(op) is not Call:
        return False
    return any(
        target.effect is not None and target.effect.kind is Kind.GO for target in program.resolver.targets(op)[0]
    )

"""Tests failed from goroutines that are not the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Close, Go, Op, Send
from gostatic.ir.values import (
    Value,
    Var,
    path_of,
)
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS


class FatalCall(NamedTuple):
    """A test is failed from a goroutine that is not the test's, or by ``helper`` that is called there.

    Not ``certain``: the helper may fail, and nobody waits for what the goroutine does behind it.
    """

    function: Function
    op: Call
    name: str
    thread: Thread
    helper: bool = False
    certain: bool = True


def fatal_calls(program: Program, goroutines: Goroutines) -> Iterator[FatalCall]:
    """Calls that end the calling goroutine as if it were the test's, in goroutines a test started."""
    failing: dict[str, set[int]] | None = None
    for function in program.functions.values():
        if not function.test:
            continue
        threads = [thread for thread in goroutines.started.get(function.id, ()) if thread.kind == GO]
        threads = [thread for thread in threads if type(thread.op) is Go or _group(program, thread.op)]
        if not threads or function.id in goroutines.callers:
            continue
        plain = type(threads[0].op) is Go
        for block in function.blocks:
            for op in block.ops:
                if type(op) is not Call:
                    continue
                name = _fails(op)
                if name:
                    root = _root(getattr(op.callee, "recv", None))
                    if root is not None and (root.owner is not function or plain):
                        yield FatalCall(function, op, name, threads[0])
                    continue
                targets, complete = program.resolver.targets(op)
                if len(targets) == 1 and complete and targets[0].function is not None and targets[0].function.symbol:
                    if failing is None:
                        failing = _failing(program)
                    for index in failing.get(targets[0].function.id, ()):
                        root = _root(_actual(targets[0], index))
                        if root is not None and (root.owner is not function or (plain and root.kind == "param")):
                            tells = _tells(program, function, op)
                            yield FatalCall(function, op, targets[0].function.name, threads[0], True, tells)
                            break


def _tells(program: Program, function: Function, call: Call) -> bool:
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

    for function, op in program.operations():
        if type(op) is not Call or function.parent is not None:
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

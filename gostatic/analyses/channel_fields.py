"""Channels of signals without room, and channel fields that nothing ever makes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gostatic.analyses.events import NilChannel
from gostatic.analyses.operations import Operations
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Close, Recv, Send
from gostatic.ir.values import (
    Const,
    FieldOf,
    Global,
    MakeChan,
    Value,
    Var,
    class_of,
    text_of,
)
from gostatic.models.effects import Kind
from gostatic.types.universe import Types


def nil_fields(program: Program, operations: Operations) -> Iterator[NilChannel]:
    """One operation for each channel field that its package never makes, going by the text of all its files."""
    found: dict[str, tuple[int, NilChannel]] = {}
    settled: dict[str, bool] = {}
    for function, op, _, _ in (*operations.of(Send), *operations.of(Recv), *operations.of(Close)):
        if type(op) is Send:
            rank, kind = 0, "send"
        elif type(op) is Recv:
            rank, kind = 1, "range" if op.ranged else "recv"
        elif type(op) is Close:
            rank, kind = 2, "close"
        else:
            continue
        chan = op.chan
        if type(chan) is not FieldOf or not chan.owner or chan.name[:1].isupper():
            continue
        class_ = class_of(chan)
        if class_ not in settled:
            settled[class_] = _is_never_assigned(program, chan)
        if settled[class_] and (class_ not in found or rank < found[class_][0]):
            found[class_] = (rank, NilChannel(function, op, kind, text_of(chan)))
    yield from (field for _, field in found.values())


def _is_never_assigned(program: Program, field: FieldOf) -> bool:
    pkg, _, type_ = field.owner.rpartition(".")
    return bool(pkg) and program.types.ask(never_assigned, pkg, type_, field.name)


def never_assigned(types: Types, pkg: str, type_: str, field: str) -> bool:
    """Whether a package neither assigns a field of its own, nor names it in a literal, takes its address or asks if it is nil."""
    scope = types.scope(pkg)
    if scope is None or not scope.files:
        return False
    plain = (b".%b = " % field.encode(), b"%b: " % field.encode())
    if any(words in file.text for file in scope.files for words in plain):
        return False  # the usual case, found without a pattern
    name = re.escape(field.encode())
    touched = re.compile(
        rb"\.%b\s*=[^=]|\.%b\s*,[^;\n(){}]*=[^=]|\b%b\s*:[^=]|&[\w.()\[\]]*\.%b\b|\.%b\s*[!=]=\s*nil" % ((name,) * 5)
    )
    positional = re.compile(rb"\b%b(?:\[[^\]]*\])?\{\s*(?![\w]+\s*:|\}|//|/\*)" % re.escape(type_.encode()))
    declared = re.compile(rb"\b%b\s+(?:<-\s*)?chan\b" % name)
    if not any(declared.search(file.text) for file in scope.files):
        return False
    return not any(touched.search(file.text) or positional.search(file.text) for file in scope.files)


def unbuffered_notifies(program: Program, operations: Operations) -> Iterator[tuple[Function, Call, MakeChan]]:
    """``signal.Notify`` on a channel made without room."""
    uses = [use for use in operations.having(Kind.NOTIFY) if type(use.op) is Call and use.target.args]
    stored = _stored_channels(program) if uses else {}
    for use in uses:
        made = _made(use.target.args[0], stored)
        if made is not None:
            yield use.function, use.call, made


def _stored_channels(program: Program) -> dict[str, list[Value]]:
    """By class of field or package variable, what is assigned to it."""
    found: dict[str, list[Value]] = {}
    for _, op in program.operations():
        if type(op) is Assign and type(op.target) in (FieldOf, Global):
            class_ = class_of(op.target)
            if class_:
                found.setdefault(class_, []).append(op.value)
    return found


def _made(value: Value, stored: dict[str, list[Value]], depth: int = 0) -> MakeChan | None:
    """The ``make`` without room that a channel comes from, None when it may come from elsewhere."""
    if type(value) is MakeChan:
        return value if value.capacity == 0 else None
    values: list[Value] = []
    if type(value) is Var and value.kind == "local":
        values = value.defs
    elif type(value) is FieldOf or type(value) is Global:
        values = stored.get(class_of(value), [])
    made = [_made(item, stored, depth + 1) for item in values if not _is_nil(item)] if depth < 4 else []
    return made[0] if made and all(item is not None for item in made) else None


def _is_nil(value: Value) -> bool:
    return type(value) is Const and value.value is None

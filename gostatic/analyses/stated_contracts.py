"""Contracts on locks that comments state: what a function's caller must hold, is given, or gives away.

The comments are those of gVisor's checklocks, one a line above a function's declaration:

* ``// +checklocks:s.mu`` (``+checklocksread``): the caller holds the lock, before and after the call;
* ``// +checklocksacquire:s.mu`` (``+checklocksacquireread``): the caller holds it after the call only;
* ``// +checklocksrelease:s.mu`` (``+checklocksreleaseread``): the caller holds it before the call only.

A lock is named by a parameter, result or package variable and fields, as in the function's body. What does not resolve is left
out: a comment never makes a finding by itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gostatic.analyses.summary import Hold, Site
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.lower_expr import owner_of
from gostatic.ir.values import FieldOf, Global, Path, Value, class_of, path_of, text_of
from gostatic.types.model import UNKNOWN, Named, Type
from gostatic.types.symbols import FuncSymbol, VarSymbol

_MARK = b"+checklocks"
_COMMENT = re.compile(rb"//[ \t]*\+checklocks(acquire|release|)(read|):([\w.]+)[ \t]*$")
_HOW = {b"": "stated", b"release": "given", b"acquire": "handed"}


class StatedContracts:
    """Finds the contracts of functions; files without such a comment are looked at once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.marked: dict[str, bool] = {}

    def of(self, function: Function) -> tuple[Hold, ...]:
        """The locks a function's comments name.

        ``how`` is stated (held by the caller throughout), given (held on entry, to be given back) or handed (held on exit).
        """
        symbol = function.symbol
        if symbol is None:
            return ()
        text = symbol.file.text
        marked = self.marked.get(function.file)
        if marked is None:
            marked = self.marked[function.file] = _MARK in text
        if not marked:
            return ()
        found: list[Hold] = []
        end = text.rfind(b"\n", 0, function.pos)
        while end > 0:
            start = text.rfind(b"\n", 0, end) + 1
            line = text[start:end].strip()
            if not line.startswith(b"//"):
                break
            match = _COMMENT.match(line)
            if match is not None:
                place = _Place(start, end, *match.groups())
                hold = self.hold(function, symbol, place)
                if hold is not None:
                    found.append(hold)
            end = start - 1
        return tuple(reversed(found))

    def hold(self, function: Function, symbol: FuncSymbol, place: _Place) -> Hold | None:
        """One comment as a hold; None when its lock does not resolve."""
        lock = self.resolve(function, symbol, place.name.decode().split("."))
        path: Path | None = path_of(lock) if lock is not None else None
        if lock is None or path is None:
            return None
        site = Site(function.file, place.start, place.end, function.id)
        return Hold(
            path, class_of(lock), text_of(lock), "R" if place.read else "W", site, _HOW[place.what], function.id
        )

    def resolve(self, function: Function, symbol: FuncSymbol, names: list[str]) -> Value | None:
        """The lock that names stand for, embedded fields walked through as in the function's body."""
        types = self.program.types
        value: Value | None = None
        type_: Type = UNKNOWN
        for var in (*function.params, *function.results):
            if var.name == names[0]:
                value, type_ = var, self.type_of(function, symbol, var.kind, var.index)
        if value is None:
            scope = types.scope(function.pkg)
            found = scope.lookup(names[0]) if scope is not None else None
            if not isinstance(found, VarSymbol):
                return None
            value, type_ = Global(found.id), types.var_type(found)
        for name in names[1:]:
            member = types.member(type_, name)
            if member is None or member.kind != "field":
                return None
            for hop in (*member.path, name):
                step = types.member(type_, hop)
                if step is None:
                    return None
                bare = type(value) in (FieldOf, Global) and types.is_bare_lock(step)
                value = FieldOf(value, hop, "" if bare else owner_of(step.owner))
                type_ = step.type
        return value

    def type_of(self, function: Function, symbol: FuncSymbol, kind: str, index: int) -> Type:
        """The type of a parameter (the receiver first) or result."""
        signature = self.program.types.signature(symbol)
        if kind == "result":
            return signature.results[index] if index < len(signature.results) else UNKNOWN
        if function.has_recv:
            if index == 0:
                return Named(symbol.pkg, symbol.recv)
            index -= 1
        return signature.params[index] if index < len(signature.params) else UNKNOWN


class _Place(NamedTuple):
    """A comment's line and its parts."""

    start: int
    end: int
    what: bytes
    read: bytes
    name: bytes

"""Fields that a package keeps to itself and only ever fills, going by the text of all its files."""

from __future__ import annotations

import re

from gostatic.callgraph.program import Program
from gostatic.ir.values import Elem, FieldOf, Value
from gostatic.types.universe import Types

_METHOD = re.compile(rb"\nfunc \((\w+) \*?(\w+)")


def unread_name(program: Program, target: Value | None) -> str:
    """The name of a field, or of a container in one, that is only ever filled; "" for others."""
    if type(target) is FieldOf and _never_read(program, target):
        return target.name
    if type(target) is Elem and type(target.base) is FieldOf and _never_taken(program, target.base):
        return target.base.name
    return ""


def _never_taken(program: Program, target: FieldOf) -> bool:
    pkg, _, type_ = target.owner.rpartition(".")
    return bool(pkg) and program.types.ask(never_taken, pkg, type_, target.name)


def never_taken(types: Types, pkg: str, type_: str, field: str) -> bool:
    """Whether a container in a field that its package keeps to itself is only filled, emptied and counted there."""
    scope = types.scope(pkg)
    if scope is None or field[:1].isupper():
        return False
    name = re.escape(field.encode())
    harmless = re.compile(
        rb"(?:\.%b\[[^\]\n]*\]\s*=[^=]|\bdelete\([\w.]+\.%b,|\blen\([\w.]+\.%b\)|\.%b\s*=\s*(?:make|map|nil)|\.%b\s*[!=]=\s*nil)"
        % ((name,) * 5)
    )
    mention = re.compile(rb"\.%b\b" % name)
    for file in scope.files:
        spans = [found.span() for found in harmless.finditer(file.text)]
        for found in mention.finditer(file.text):
            if not any(start <= found.start() < end for start, end in spans):
                return False
    return True


# The name before a selector, of which no more than so much is looked at.
_LAST_WORD = re.compile(rb"\w*\Z")
MAX_NAME = 64


def _never_read(program: Program, target: FieldOf) -> bool:
    pkg, _, type_ = target.owner.rpartition(".")
    return bool(pkg) and program.types.ask(never_read, pkg, type_, target.name)


def never_read(types: Types, pkg: str, type_: str, field: str) -> bool:
    """Whether a field that its package keeps to itself is only ever assigned there, going by the text of all its files."""
    scope = types.scope(pkg)
    if scope is None or field[:1].isupper():
        return False
    # A selector of that name that is not on the left of an assignment, by itself or in a list.
    read = re.compile(rb"\.%b\b(?!\s*=[^=])(?!\s*,[^;\n(){}]*[^=!<>:]=[^=])" % re.escape(field.encode()))
    own = type_.encode()
    embedded = re.compile(rb"\n[ \t]+\*?%b[ \t]*(?:[`/][^\n]*)?\n" % re.escape(own))
    is_part = any(embedded.search(file.text) for file in scope.files)
    for file in scope.files:
        for found in read.finditer(file.text):
            # What a method of another type reads of its receiver is another field of that name, unless it may be promoted.
            header = file.text.rfind(b"\nfunc ", 0, found.start())
            method = _METHOD.match(file.text, header) if header >= 0 else None
            before = _LAST_WORD.search(file.text, max(0, found.start() - MAX_NAME), found.start())
            if method is None or before is None or method[1] != before[0] or method[2] == own or is_part:
                return False
    return True


def is_measured(types: Types, pkg: str, name: str) -> bool:
    """Whether a package has ``len`` or ``cap`` of something of that name."""
    scope = types.scope(pkg)
    pattern = re.compile(rb"\b(?:len|cap)\((?:[\w.]*\.)?%b\)" % re.escape(name.encode()))
    return scope is not None and any(pattern.search(file.text) for file in scope.files)

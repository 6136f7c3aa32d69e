"""Lists of channels that are sliced, copied or appended to under another name: the IR does not follow those, the text tells."""

from __future__ import annotations

import re

from gostatic.analyses.uses import source_of
from gostatic.callgraph.program import Program
from gostatic.ir.values import Var
from gostatic.types.universe import Types

# What takes the elements elsewhere, behind the name: a slice expression, or the list as a list of arguments.
_BEHIND = re.compile(rb"\[[^\]\n:]*:|\.\.\.")
# The same in front of the name.
_IN_FRONT = re.compile(rb"\b(?:copy\([^)\n]*|slices\.\w+\((?:[\w.]*\.)?)$")
_APPEND = re.compile(rb"^[^\n]*\bappend\(\s*(?:[\w.]*\.)?$")


def may_lose(program: Program, key: object) -> bool:
    """Whether the elements of a container may be reached under another name: of a variable, or a field by its class."""
    if type(key) is Var:
        outer = key.owner.outermost
        return _is_taken(source_of(outer), key.name.encode(), outer.pos, outer.end)
    if type(key) is not str or "." not in key:
        return False
    owner, _, name = key.rpartition(".")
    return program.types.ask(elements_are_taken, owner.rpartition(".")[0] or owner, name)


def elements_are_taken(types: Types, pkg: str, name: str) -> bool:
    """Whether some file of a package takes the elements of a list of that name somewhere else."""
    scope = types.scope(pkg)
    return scope is not None and any(_is_taken(file.text, name.encode(), 0, len(file.text)) for file in scope.files)


def _is_taken(text: bytes, name: bytes, start: int, end: int) -> bool:
    """Whether a text takes the elements of a list of that name somewhere else."""
    at = text.find(name, start, end)
    while at >= 0:
        behind = at + len(name)
        if not (_is_word(text, at - 1) or _is_word(text, behind)):
            if text[behind : behind + 1] in (b"[", b".") and _BEHIND.match(text, behind):
                return True
            line = text[text.rfind(b"\n", 0, at) + 1 : at]
            if b"copy(" in line or b"slices." in line:
                if _IN_FRONT.search(line):
                    return True
            elif b"append(" in line and _APPEND.match(line) and not _is_own(line, name):
                return True
        at = text.find(name, behind, end)
    return False


def _is_word(text: bytes, at: int) -> bool:
    """Whether a byte belongs to an identifier."""
    byte = text[at : at + 1]
    return byte.isalnum() or byte == b"_"


def _is_own(line: bytes, name: bytes) -> bool:
    """Whether what is appended to a list becomes that list again: ``x = append(x``."""
    target = line.partition(b"append(")[0].rstrip()
    target = target.removesuffix(b"=").removesuffix(b":").rstrip()
    while target.endswith(b"]"):
        target = target[: target.rfind(b"[")] if b"[" in target else b""
    return target.endswith(name) and not _is_word(target, len(target) - len(name) - 1)

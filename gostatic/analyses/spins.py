"""Loops that turn without ever waiting: an empty default in their select, or a condition nobody lets others change.

Going by the text of the loop: calls nobody asks about are not in the IR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Op, Select
from gostatic.ir.values import Elem, FieldOf, Global, Operation, Pure, Value, Var, text_of


class Spin(NamedTuple):
    """A loop that does not wait: ``how`` is default, poll, locked, atomic or empty; ``text`` what it looks at.

    Not ``certain``: it asks an atomic value as well, whose change may be a few instructions away.
    """

    function: Function
    pos: int
    end: int
    how: str
    text: str
    certain: bool


# A loop with a longer text does more than look at something.
MAX_POLLING = 400
_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_LITERAL = re.compile(rb'"(?:[^"\\\n]|\\.)*"|`[^`]*`')
_CALL = re.compile(rb"[\w\])]\(")
_LENGTH = re.compile(rb"\b(?:len|cap)\(([\w.]+)\)")
_LOCKING = re.compile(rb"\b[\w.]+\.R?(?:Lock|Unlock)\(\)")
# A look at something, by name.
_READ = re.compile(rb"(?:^|(?<=[\n;{]))\s*\w+ :?= [!\w.]+(?=[\n;])")
_ATOMIC = re.compile(rb"\b(?:\w+\.)*(?:Load\w*|CompareAndSwap\w*)\([^()]*\)")
_CHANGES = re.compile(rb"(?<![=!<>:])=(?!=)|:=|\+\+|--|<-|\bselect\b|\brange\b|\bgo\b|\bswitch\b|\bdefer\b")
_DEFAULT = re.compile(rb"\bdefault\s*:\s*(?:continue\s*;?\s*)?(?=\}|case\b)")


def spins(program: Program, text_of_file: Callable[[str], bytes]) -> Iterator[Spin]:
    """All loops without a blocking or yielding step; ``text_of_file`` gives a file's bytes by its run path."""
    for function in program.functions.values():
        if len(function.loop_spans) < 2:
            continue
        selects = any(type(block.ops[-1]) is Select and block.ops[-1].has_default for block in function.blocks)
        source = text_of_file(function.file)
        for loop, (pos, end) in enumerate(function.loop_spans):
            if not loop or (end - pos > MAX_POLLING and not selects):
                continue
            text = _LITERAL.sub(b'""', _COMMENT.sub(b"", source[pos:end]))
            header, _, body = text.partition(b"{")
            found: tuple[str, str, int, int] | None = _selecting(function, loop, header, body)
            if found is None:
                polled = _polling(function, loop, header, body)
                found = (*polled, pos, end) if polled is not None else None
            if found is not None:
                how, looked_at, start, stop = found
                certain = how != "atomic" and not _CALL.search(header)
                yield Spin(
                    function, start, start + len(source[start:stop].split(b"{")[0].rstrip()), how, looked_at, certain
                )


def _selecting(function: Function, loop: int, header: bytes, body: bytes) -> tuple[str, str, int, int] | None:
    """A select with an empty default that goes straight to the next turn."""
    if b"select" not in body or not _DEFAULT.search(body) or body.count(b"select") != 1:
        return None
    if b"range" in header or re.search(rb";[^;]*;", header):
        return None  # a bounded number of turns
    start = body.index(b"select")
    depth, at = 0, body.index(b"{", start)
    close = at
    for close in range(at, len(body)):
        depth += {123: 1, 125: -1}.get(body[close], 0)
        if depth == 0:
            break
    outside = body[:start] + body[close + 1 :]
    if _CALL.search(outside) or _CHANGES.search(outside) or b"break" in outside:
        return None
    for block in function.blocks:
        last = block.ops[-1]
        if block.loop == loop and type(last) is Select and last.has_default and last.arms:
            if _straight_back(function, loop, block.succs[-1]):
                return "default", text_of(last.arms[0].chan), last.pos, last.end
    return None


def _straight_back(function: Function, loop: int, number: int) -> bool:
    """Whether a block leads to the next turn over jumps alone."""
    seen: set[int] = set()
    while number not in seen:
        seen.add(number)
        block = function.blocks[number]
        if not function.in_loop(block.loop, loop):
            return False
        last: Op = block.ops[-1]
        if getattr(last, "word", "") in ("loop", "continue"):
            return True
        if len(block.succs) != 1:
            return type(last) is Branch
        number = block.succs[0]
    return True


def _polling(function: Function, loop: int, header: bytes, body: bytes) -> tuple[str, str] | None:
    """A loop that only looks at something until it has changed."""
    inner = body.rstrip()[:-1] if body.rstrip().endswith(b"}") else body
    inner = _LENGTH.sub(rb"\1", inner)
    locked = bool(_LOCKING.search(inner))
    if locked:
        inner = _READ.sub(b"", _LOCKING.sub(b"", inner))
        if b"if " not in inner:
            return None
    whole = _LENGTH.sub(rb"\1", header[3:]) + b" " + inner
    if not whole.strip():
        return "empty", "nothing"
    atomic = bool(_ATOMIC.search(whole))
    rest = _ATOMIC.sub(b" ", whole)
    if _CALL.search(rest) or _CHANGES.search(rest) or b"func" in rest or b"panic" in rest:
        return None
    if re.sub(rb"\b(?:if|else|return|break|continue|nil|true|false)\b|[\s{};]", b"", inner) and b"if " not in inner:
        return None
    for block in function.blocks:
        last = block.ops[-1]
        if function.in_loop(block.loop, loop) and type(last) is Branch:
            how = "atomic" if atomic else "locked" if locked else "poll"
            shared = _shared(function, last.cond)
            if shared is not None:
                return how, shared
            if atomic:
                return "atomic", "an atomic value"
    return None


def _shared(function: Function, cond: Value) -> str | None:
    """The text of the field, package variable or captured variable a condition looks at, directly or by a variable."""
    if isinstance(cond, FieldOf | Global):
        return text_of(cond)
    if type(cond) is Pure:
        reached = any(var.captured or (var.kind == "param" and f"{var.name}." in cond.text) for var in cond.variables)
        return cond.text if reached else None
    if type(cond) is Var:
        if cond.captured or cond.owner is not function:
            return cond.name
        return _shared(function, cond.defs[0]) if len(cond.defs) == 1 and cond.defs[0] is not cond else None
    if type(cond) is Elem:
        return _shared(function, cond.base)
    if type(cond) is Operation:
        for operand in cond.operands:
            found = _shared(function, operand)
            if found is not None:
                return found
    return None

"""Pipes of ``io.Pipe`` used in a way that waits for itself, or left by who reads them when something fails.

A pipe has no room: each write waits for a read, each read for a write or the writer's end. What is written and read is taken from
the text: readers and writers are not in the IR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.obligations import Start, bound_to
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Return
from gostatic.ir.values import Var
from gostatic.models.resources import PIPE

_WRITES = (
    rb"\b(?:fmt\.Fprint\w*|io\.WriteString|io\.Copy\w*)\(\s*%(name)b\b",
    rb"(?<![\w.])%(name)b\.(?:Write|WriteString)\(",
    rb"\.New\w*\(\s*%(name)b\s*\)\.(?:Encode|Write\w*)\(",
    rb"\.Execute\w*\(\s*%(name)b\b",
)
_READS = (
    rb"\b(?:io|ioutil)\.ReadAll\(\s*%(name)b\b",
    rb"\bio\.Copy\w*\([^,()]*,\s*%(name)b\b",
    rb"(?<![\w.])%(name)b\.Read\(",
    rb"\.New\w*\(\s*%(name)b\s*\)\.(?:Decode|Read\w*|Scan)\(",
)
# Between a statement that read from the pipe and the return its failure leads to.
_FAILED = re.compile(rb"[^{}\n]*\n\s*(?:if \w+ != nil \{\s*)$|[^{}\n]*; \w+ != nil \{\s*$")


class SelfServed(NamedTuple):
    """A ``writes`` (or read) at ``pos`` to ``end`` of one end of a pipe, before the function comes to the ``other`` end."""

    function: Function
    op: Op
    pos: int
    end: int
    name: str
    writes: bool
    other: int


class LeftUnread(NamedTuple):
    """A reader ``name`` that the function leaves at ``exit`` when reading failed, while a goroutine writes."""

    function: Function
    op: Call
    name: str
    exit: Op


def self_served(operations: Operations) -> Iterator[SelfServed]:
    """Pipes both of whose ends one goroutine serves, one after the other; the first such use of each."""
    for function, op, reader, writer in _pipes(operations):
        text = _own(function)
        best: SelfServed | None = None
        for end, other, patterns in ((writer, reader, _WRITES), (reader, writer, _READS)):
            use = _first(text, end, patterns, op.end, function.end)
            if use is None:
                continue
            mentions = [found.start() for found in _mention(other).finditer(source_of(function), op.end, function.end)]
            if mentions and mentions[0] > use[1] and (best is None or use[0] < best.pos):
                best = SelfServed(function, op, *use, end.name, end is writer, mentions[0])
        if best is not None:
            yield best


def left_unread(operations: Operations) -> Iterator[LeftUnread]:
    """Readers that are never closed and whose failure makes the function return; each once."""
    for function, op, reader, writer in _pipes(operations):
        source, text = source_of(function), _own(function)
        elsewhere = [found.start() for found in _mention(reader).finditer(source, op.end, function.end)]
        own = [found.start() for found in _mention(reader).finditer(text, op.end, function.end)]
        written = any(
            _mention(writer).search(source, literal.pos, literal.end) for literal in function.closures
        ) or re.search(rb"\bgo [^\n{]*\b%b\b" % re.escape(writer.name.encode()), source[op.end : function.end])
        if len(own) != len(elsewhere) or not own or not written:
            continue
        if any(not _is_lent(text, at, reader) for at in own):
            continue
        for block in function.blocks:
            last = block.ops[-1]
            if type(last) is Return and own[0] < last.pos:
                before = max(at for at in own if at < last.pos)
                if _FAILED.fullmatch(text, before + len(reader.name), last.pos):
                    yield LeftUnread(function, op, reader.name, last)
                    break


def _pipes(operations: Operations) -> Iterator[tuple[Function, Call, Var, Var]]:
    for use in operations.calling(PIPE):
        function, op, number, position = use.place
        if type(op) is Call:
            start = Start(function, op, number, position + 1)
            reader, writer = bound_to(function, start, op, 0), bound_to(function, start, op, 1)
            if reader is not None and writer is not None and reader.owner is function and writer.owner is function:
                yield function, op, reader, writer


def _own(function: Function) -> bytes:
    """The text of a function's file up to its end, with its literals and comments blanked out."""
    text = bytearray(source_of(function)[: function.end])
    for literal in function.closures:
        text[literal.pos : literal.end] = b" " * (literal.end - literal.pos)
    return re.sub(rb"//[^\n]*", lambda found: b" " * len(found[0]), bytes(text[function.pos :])).rjust(len(text))


def _first(text: bytes, end: Var, patterns: tuple[bytes, ...], start: int, stop: int) -> tuple[int, int] | None:
    """The first use of one end by one of some patterns, outside go and defer statements."""
    found: tuple[int, int] | None = None
    for pattern in patterns:
        for match in re.compile(pattern % {b"name": re.escape(end.name.encode())}).finditer(text, start, stop):
            line = text[text.rfind(b"\n", 0, match.start()) + 1 : match.start()]
            if re.search(rb"\b(?:go|defer)\s", line):
                continue
            if found is None or match.start() < found[0]:
                found = match.span()
            break
    return found


def _mention(var: Var) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w.])%b\b" % re.escape(var.name.encode()))


def _is_lent(text: bytes, at: int, reader: Var) -> bool:
    """Whether a mention gives the reader to a function of the package that reads from it now and may fail, or to a decoder."""
    line = text[text.rfind(b"\n", 0, at) + 1 : at]
    after = text[at + len(reader.name) : at + len(reader.name) + 1]
    if after not in (b")", b",") or line[-1:] not in (b"(", b" "):
        return False
    return re.search(rb"(?:\berr\b|, \w*[eE]rr\w*) :?= [a-z]\w*\((?:[^()]*, )?$|\bjson\.New\w*\($", line) is not None

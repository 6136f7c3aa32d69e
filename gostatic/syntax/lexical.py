"""Go's tokens as far as text search needs them: where comments, strings and brackets are, without parsing."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

# A byte of an identifier: ASCII letters, digits, underscore, and every byte of a non-ASCII letter.
NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"

# Everything whose inside must not be read as code. An unterminated one ends where Go's own scanner would give it up:
# at the end of the line for strings, runes and line comments, at the end of the file for the others.
_OPAQUE = (
    rb"(?P<line>//[^\n]*+)|(?P<block>/\*(?s:.*?)(?:\*/|\Z))|(?P<raw>`[^`]*+(?:`|\Z))"
    rb"|" + rb'"(?:[^"\\\n]|\\[^\n])*+"?' + rb"|'(?:[^'\\\n]|\\[^\n])*+'?"
)

OPAQUE = re.compile(_OPAQUE)
OPAQUE_OR_BRACKET = re.compile(_OPAQUE + rb"|(?P<bracket>[()\[\]{}])")

# White space and comments, skipped without backtracking.
SKIP = rb"(?:[ \t\r\n]++|//[^\n]*+|/\*(?s:.*?)\*/)*+"

BOM = b"\xef\xbb\xbf"

_NEWLINE = re.compile(rb"\n")
_NOT_NEWLINE = re.compile(rb"[^\n]+")
_CLOSES = {b")": b"(", b"]": b"[", b"}": b"{"}
_CLOSER = {b"(": b")", b"[": b"]", b"{": b"}"}


def _blank(match: re.Match[bytes]) -> bytes:
    found = match.group()
    kind = match.lastgroup
    if kind == "block" and b"\n" in found:
        return _NOT_NEWLINE.sub(lambda run: b" " * len(run.group()), found)
    return (b" " if kind in ("line", "block") else b'"') * len(found)


def mask(text: bytes) -> bytes:
    """Blank out comments (spaces) and literals (quotes), keeping the length and the newlines of block comments.

    What is left is code only, so that brackets and keywords can be searched for as plain text.
    """
    return OPAQUE.sub(_blank, text)


def line_of(text: bytes, offset: int) -> int:
    """The 1-based line of a byte offset."""
    return bisect_left(_newlines(text), offset) + 1


@lru_cache(maxsize=1)
def _newlines(text: bytes) -> list[int]:
    """Where the newlines are, kept for one text: a broken file asks for as many lines as it has declarations."""
    return [match.start() for match in _NEWLINE.finditer(text)]


def name_text(name: bytes) -> str:
    """A name as text; bytes that are no UTF-8 become replacement characters."""
    return name.decode("utf-8", "replace")


def body_brace(text: bytes, start: int, end: int) -> int:
    """Find the opening brace of the body of the function whose ``func`` is at ``start``; -1 when it has none.

    Braces of ``interface{...}`` and ``struct{...}`` in the signature are told apart: they are inside parentheses or
    brackets, or follow one of those two words.
    """
    newline = text.find(b"\n", start, end)
    head = text[start : newline if newline >= 0 else end]
    if head.endswith(b"{") and head.count(b"{") == 1 and head.count(b"(") == head.count(b")") and b"/" not in head:
        before = head[:-1].rstrip()
        if not before.endswith((b"struct", b"interface")):
            return start + len(head) - 1
    depth = 0
    for match in OPAQUE_OR_BRACKET.finditer(text, start, end):
        bracket = match.group("bracket")
        if bracket is None:
            continue
        if bracket in b"([":
            depth += 1
        elif bracket in b")]":
            depth -= 1
        elif bracket == b"{":
            if depth == 0 and not text[start : match.start()].rstrip().endswith((b"struct", b"interface")):
                return match.start()
            depth += 1
        else:
            depth -= 1
    return -1


def missing_closers(text: bytes) -> bytes:
    """The brackets that would close what ``text`` leaves open, innermost first; b"" when it closes too much."""
    stack: list[bytes] = []
    for match in OPAQUE_OR_BRACKET.finditer(text):
        bracket = match.group("bracket")
        if bracket is None:
            continue
        if bracket in _CLOSER:
            stack.append(bracket)
        elif stack and stack[-1] == _CLOSES[bracket]:
            stack.pop()
        else:
            return b""
    return b"".join(_CLOSER[bracket] for bracket in reversed(stack))


def closing(text: bytes, at: int, end: int | None = None) -> int:
    """The offset of the bracket that closes the one at ``at``, or -1 when none does before ``end``."""
    depth = 0
    for match in OPAQUE_OR_BRACKET.finditer(text, at, len(text) if end is None else end):
        bracket = match.group("bracket")
        if bracket is None:
            continue
        if bracket in _CLOSER:
            depth += 1
        else:
            depth -= 1
            if depth <= 0:
                return match.start()
    return -1

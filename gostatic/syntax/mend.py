"""Rewrite source the grammar does not know, without moving a byte, so that its tree has no errors.

The grammar reads the argument of ``new`` and ``make`` as a type, which fails for ``new(expr)`` (Go 1.26) and for
functions of those names, and knows no type parameters on methods (Go 1.27). Renaming the callee and blanking the
parameters keeps every offset; names are taken from the original text, so nothing of it shows in the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gostatic.syntax.lexical import NAME, SKIP, closing, missing_closers

# Longer declarations are parsed once and not mended: the cost of recovering from errors grows with the square of the
# length (0.5 s at this one).
MEND_BYTES: Final = 1 << 18

_ALLOCATION = re.compile(rb"(?<![\w.\x80-\xff])(?:new|make)(?=" + SKIP + rb"(\())")
_TYPE_AHEAD = re.compile(rb"\([ \t\r\n]*(?:\[|<-[ \t]*chan\b|(?:map|chan|struct|interface|func)\b)")
_METHOD_NAME = re.compile(rb"func" + SKIP + rb"\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)" + SKIP + NAME + SKIP + rb"\[")


def method_type_parameters(text: bytes) -> tuple[int, int] | None:
    """The range of ``[...]`` after the name of the method ``text`` declares, or None."""
    match = _METHOD_NAME.match(text)
    if match is None:
        return None
    close = closing(text, match.end() - 1)
    return None if close < 0 else (match.end() - 1, close + 1)


def variants(text: bytes) -> Iterator[bytes]:
    """Rewritings of a declaration whose tree has errors, the gentlest first.

    All have the length of ``text``, but for the last kind, which appends the brackets it leaves open.
    """
    if len(text) > MEND_BYTES:
        return
    best = text
    parameters = method_type_parameters(text)
    if parameters is not None:
        start, end = parameters
        best = text[:start] + b" " * (end - start) + text[end:]
        yield best
    calls = [(match.start(), match.end(), match.start(1)) for match in _ALLOCATION.finditer(best)]
    values = [call for call in calls if not _TYPE_AHEAD.match(best, call[2])]
    literals = [call for call in calls if _ends_like_value(best, call[2])]
    tried = {best}
    for chosen in (values, values + literals, literals, calls):
        renamed = _renamed(best, chosen)
        if renamed not in tried:
            tried.add(renamed)
            yield renamed
    closers = missing_closers(best)
    if closers:
        yield _renamed(best, values) + b"\n" + closers + b"\n"


def blank_receiver(text: bytes) -> bytes:
    """A method's text as a function's: the receiver becomes spaces."""
    match = re.match(rb"func" + SKIP, text)
    open_at = match.end() if match else -1
    close = closing(text, open_at) if text[open_at : open_at + 1] == b"(" else -1
    return text if close < 0 else text[:open_at] + b" " * (close + 1 - open_at) + text[close + 1 :]


def _ends_like_value(text: bytes, paren: int) -> bool:
    """Whether an argument that begins like a type goes on to be a value: ``[]int{1}``, ``[]byte(s)``."""
    if not _TYPE_AHEAD.match(text, paren):
        return False
    close = closing(text, paren)
    inside = text[paren + 1 : close].rstrip(b" \t\r\n,") if close > 0 else b""
    return inside.endswith((b"}", b")"))


def _renamed(text: bytes, calls: list[tuple[int, int, int]]) -> bytes:
    if not calls:
        return text
    renamed = bytearray(text)
    for _, end, _ in calls:
        renamed[end - 1] ^= 0x20
    return bytes(renamed)

"""What of a file's code a change touched: its declarations compared as text, comments and layout aside."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from gostatic.base.span import Span
from gostatic.syntax.lexical import OPAQUE, name_text
from gostatic.syntax.slices import DeclSlice
from gostatic.syntax.split import split

_DECLARED = re.compile(rb"(?m)^\t?(?:(?:type|var|const)[ \t]+)?([A-Za-z_\x80-\xff][\w\x80-\xff]*)")


class Edit(NamedTuple):
    """The declarations that differ: names of functions and of what else was declared, and their texts, old and new."""

    names: frozenset[str]
    texts: tuple[bytes, ...]


NOTHING = Edit(frozenset(), ())


def edit_of(before: bytes, after: bytes) -> Edit:
    """What differs between two versions of a file; a version that does not exist is empty."""
    if before == after:
        return NOTHING
    was, now = _declarations(before), _declarations(after)
    names: set[str] = set()
    texts: list[bytes] = []
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key, []), now.get(key, [])
        if old == new or sorted(map(_code, old)) == sorted(map(_code, new)):
            continue
        kind, _, name = key
        if kind == "func":
            names.add(name)
            texts += [*old, *new]
            continue
        for one, other in ((old, new), (new, old)):
            for text in one:
                if text not in other:
                    texts.append(text)
                    names.update(name_text(found) for found in _DECLARED.findall(text))
    return Edit(frozenset(names), tuple(texts))


def _declarations(text: bytes) -> dict[tuple[str, str, str], list[bytes]]:
    """The texts of a file's declarations by kind, receiver and name."""
    found: dict[tuple[str, str, str], list[bytes]] = {}
    for item in split(text, "")[0] if text else ():
        found.setdefault(_key(item), []).append(text[item.start : item.end])
    return found


def _key(item: DeclSlice) -> tuple[str, str, str]:
    return (item.kind, item.recv, item.name)


def _code(text: bytes) -> bytes:
    """A text without comments, blank lines and the blanks that lay it out. Line ends are kept: they end statements."""
    bare = OPAQUE.sub(lambda match: b" " if match.lastgroup in ("line", "block") else match.group(), text)
    return b"\n".join(b" ".join(line.split()) for line in bare.split(b"\n") if line.strip())


# What comments tell tools.
_DIRECTIVES = (b"gostatic:", b"nolint", b"lint:", b"+checklocks", b"//go:", b"+build", b"Code generated")


class Moves:
    """Where the code of a file is now that differs from an earlier version in comments and layout only."""

    def __init__(self, before: bytes, after: bytes) -> None:
        self._before, self._after = before, after
        self._places: tuple[list[int], list[int]] | None = None

    def keeps_lines(self) -> bool:
        """Whether all code stands on the lines it stood on."""
        return _lines_of_code(self._before) == _lines_of_code(self._after)

    def keeps_directives(self) -> bool:
        """Whether the comments that tools read are the same, before the same code."""
        return _directives(self._before) == _directives(self._after)

    def span(self, span: Span) -> Span | None:
        """Where a span is now; None when it does not begin with code."""
        if self._places is None:
            self._places = _places(self._before), _places(self._after)
        was, now = self._places
        first = bisect_left(was, span.start)
        last = bisect_right(was, span.end - 1) - 1
        if len(was) != len(now) or not 0 <= first <= last or was[first] != span.start:
            return None
        return Span(span.file, now[first], now[last] + 1)


def _directives(text: bytes) -> list[tuple[bytes, bytes]]:
    if not any(word in text for word in _DIRECTIVES):
        return []
    lines = [line.strip() for line in text.split(b"\n")]
    return [
        (line, next((other for other in lines[at:] if other and not other.startswith(b"//")), b""))
        for at, line in enumerate(lines)
        if any(word in line for word in _DIRECTIVES)
    ]


def _lines_of_code(text: bytes) -> list[int]:
    bare = OPAQUE.sub(lambda match: _blank(match) if match.lastgroup in ("line", "block") else match.group(), text)
    return [number for number, line in enumerate(bare.split(b"\n")) if line.strip()]


def _blank(match: re.Match[bytes]) -> bytes:
    return b"\n" * match.group().count(b"\n")


def _places(text: bytes) -> list[int]:
    """The offsets of the bytes that are neither blanks nor comments."""
    found: list[int] = []
    at = 0
    for match in OPAQUE.finditer(text):
        if match.lastgroup in ("line", "block"):
            found.extend(place for place in range(at, match.start()) if text[place] > 32)
            at = match.end()
    found.extend(place for place in range(at, len(text)) if text[place] > 32)
    return found

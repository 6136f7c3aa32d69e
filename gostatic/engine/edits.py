"""What of a file's code a change touched: its declarations compared as text, comments and layout aside."""

from __future__ import annotations

import re
from typing import NamedTuple

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

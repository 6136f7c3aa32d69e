"""Contract of the splitter: where each top-level declaration of a file begins and ends, found as text."""

from __future__ import annotations

from typing import NamedTuple


class DeclSlice(NamedTuple):
    """One top-level declaration.

    ``kind`` is func, type, var, const or import. ``name`` is the function's or method's name, "" for the other kinds
    (a group declares many). ``recv`` is the receiver's type name without ``*`` and type parameters, "" for functions.
    ``start`` and ``end`` are byte offsets; ``text[start:end]`` ends in a newline or at the end of the file.
    """

    kind: str
    name: str
    recv: str
    start: int
    end: int

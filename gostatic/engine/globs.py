"""Path globs as gitignore files have them, matched element by element, so that no pattern can make matching slow."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches_any(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns matches the ``/``-separated path or a folder above it.

    ``*`` and ``?`` stay within one element, ``**`` stands for any number of elements. A pattern without ``/`` (save at
    its end) matches an element of that name at any depth; every other one counts from the root.
    """
    elements = path.split("/")
    return any(_matches(elements, pattern) for pattern in patterns)


def below(folder: str, pattern: str) -> str:
    """The pattern of a configuration file that lies in ``folder`` ("" or "." = the root), as seen from the root."""
    if folder in ("", "."):
        return pattern
    trimmed = pattern.removeprefix("./").rstrip("/")
    rooted = trimmed.lstrip("/") if "/" in trimmed or pattern.startswith("./") else f"**/{trimmed}"
    # The folder's own name is no pattern, whatever characters it has.
    quoted = "".join(f"[{char}]" if char in "*?[" else char for char in folder)
    return f"{quoted}/{rooted}"


def _matches(elements: list[str], pattern: str) -> bool:
    trimmed = pattern.removeprefix("./").rstrip("/")
    if not trimmed.strip("/"):
        return False
    parts = trimmed.lstrip("/").split("/")
    if "/" not in trimmed and not pattern.startswith("./"):
        parts.insert(0, "**")
    # reached[i]: the parts so far match the first i elements. One pass over the parts, so at most parts x elements.
    reached = [True] + [False] * len(elements)
    for part in parts:
        if part == "**":
            first = reached.index(True)
            reached = [index >= first for index in range(len(reached))]
        else:
            reached = [False] + [
                before and fnmatchcase(element, part) for before, element in zip(reached, elements, strict=False)
            ]
        if True not in reached:
            return False
    # A match of a folder above the path covers all below it.
    return any(reached[1:])

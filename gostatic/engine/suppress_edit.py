"""Writes suppression comments into source, so that a project can start clean: ``--add-suppressions REASON``.

A comment goes on a line of its own above the finding's line, with its indentation and line end, so that gofmt leaves it as it
is; where that place is inside a string or block comment, at the end of the line; where that is too, nowhere. An own comment
that stands there already is given the further rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gostatic.engine.directives import Lexed

_EXISTING = re.compile(
    rb"(?P<before>\s*//gostatic:ignore\s+)(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)(?P<after>\s*(?:--.*)?)", re.DOTALL
)


class Edited(NamedTuple):
    """The new bytes of a file, how many findings they silence, and the lines of those for which there is no place."""

    text: bytes
    added: int
    refused: tuple[int, ...]


def with_suppressions(text: bytes, wanted: Iterable[tuple[int, str]], reason: str) -> Edited:
    """``text`` with a comment for each finding: its offset and its rule id. The reason is one line of text."""
    lexed = Lexed(text)
    by_line: dict[int, list[str]] = {}
    for offset, rule in wanted:
        rules = by_line.setdefault(lexed.line_of(offset), [])
        if rule not in rules:
            rules.append(rule)
    lines = [lexed.line(number) for number in range(1, len(lexed.starts) + 1)]
    added = 0
    refused = []
    # From the end, so that the numbers of the lines before stay right.
    for number in sorted(by_line, reverse=True):
        rules = sorted(by_line[number])
        if _add(lines, lexed, number, rules, reason):
            added += len(rules)
        else:
            refused.append(number)
    return Edited(b"".join(lines), added, tuple(reversed(refused)))


def _add(lines: list[bytes], lexed: Lexed, number: int, rules: list[str], reason: str) -> bool:
    line = lines[number - 1]
    body = line.rstrip(b"\r\n")
    above = _EXISTING.fullmatch(lines[number - 2]) if number > 1 else None
    if above is not None:
        known = above["rules"].decode().replace(",", " ").split()
        named = ",".join(known + [rule for rule in rules if rule not in known]).encode()
        lines[number - 2] = above["before"] + named + above["after"]
        return True
    comment = f"//gostatic:ignore {','.join(rules)} -- {reason}".encode()
    if not any(first < number <= last for first, last in lexed.inside):
        indent = line[: len(line) - len(line.lstrip(b" \t"))]
        if body.lstrip()[:1] in (b"}", b")"):
            indent += b"\t"  # the line above still belongs to what is closed here
        end = line[len(body) :] or (b"\r\n" if b"\r\n" in lexed.text else b"\n")
        lines.insert(number - 1, indent + comment + end)
        return True
    trailing = any(lexed.line_of(start) == number for start, _ in lexed.comments)
    if not trailing and not any(first <= number < last for first, last in lexed.inside):
        lines[number - 1] = body + b" " + comment + line[len(body) :]
        return True
    return False

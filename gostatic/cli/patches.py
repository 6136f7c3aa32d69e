"""Unified diffs: which lines they add, and the text there was before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gostatic.cli.exits import UsageError
from gostatic.cli.git import is_safe

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS = {
    b"n": b"\n",
    b"t": b"\t",
    b"r": b"\r",
    b'"': b'"',
    b"\\": b"\\",
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"v": b"\v",
}
_NOWHERE = "/dev/null"


@dataclass(slots=True)
class Hunk:
    """A changed place: the 1-based line of the new text it starts at, the lines before and after (with line ends)."""

    start: int
    old: list[bytes] = field(default_factory=list)
    new: list[bytes] = field(default_factory=list)
    added: list[int] = field(default_factory=list)


@dataclass(slots=True)
class FilePatch:
    """The change of one file: its path before and after, "" where there is none."""

    old: str
    new: str
    hunks: list[Hunk] = field(default_factory=list)

    def added(self) -> frozenset[int]:
        """The 1-based lines of the new text that the change wrote."""
        return frozenset(line for hunk in self.hunks for line in hunk.added)

    def before(self, text: bytes) -> bytes:
        """The old text, made from the new one. Raises ``UsageError`` when the patch does not fit it."""
        lines = text.split(b"\n")
        lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
        for hunk in reversed(self.hunks):
            at = max(hunk.start - 1, 0) if hunk.new else hunk.start
            if _plain(lines[at : at + len(hunk.new)]) != _plain(hunk.new):
                raise UsageError(f"the patch does not fit {self.new} at line {hunk.start}: it must be applied already")
            lines[at : at + len(hunk.new)] = hunk.old
        return b"".join(lines)


def parse(text: bytes) -> list[FilePatch]:
    """The files a unified diff changes, as git or diff write it. Raises ``UsageError``."""
    patches: list[FilePatch] = []
    lines = text.split(b"\n")
    old = renamed = ""
    at = 0
    while at < len(lines):
        line = lines[at].removesuffix(b"\r")
        at += 1
        if line.startswith(b"diff --git "):
            old = renamed = ""
        elif line.startswith(b"rename from "):
            renamed = _path(line[12:], strip=False)
        elif line.startswith(b"rename to ") and renamed:
            patches.append(FilePatch(renamed, _path(line[10:], strip=False)))
        elif line.startswith(b"--- "):
            old = _path(line[4:])
        elif line.startswith(b"+++ "):
            new = _path(line[4:])
            if not (renamed and patches and patches[-1].new == new):
                patches.append(FilePatch(old, new))
        elif (match := _HUNK.match(line)) is not None:
            if not patches:
                raise UsageError("the patch has a change before any file name")
            hunk, at = _hunk(match, lines, at)
            patches[-1].hunks.append(hunk)
    return patches


def _hunk(match: re.Match[bytes], lines: list[bytes], at: int) -> tuple[Hunk, int]:
    left_old = int(match[2]) if match[2] is not None else 1
    left_new = int(match[4]) if match[4] is not None else 1
    hunk = Hunk(int(match[3]))
    number = hunk.start
    while left_old > 0 or left_new > 0:
        if at >= len(lines):
            raise UsageError("the patch ends in the middle of a change")
        sign, content = lines[at][:1], lines[at][1:] + b"\n"
        at += 1
        if sign == b"\\":
            continue
        if sign not in (b" ", b"-", b"+", b""):
            raise UsageError("the patch is damaged: a line of a change starts with none of blank, - and +")
        if sign != b"+":
            hunk.old.append(content)
            left_old -= 1
        if sign != b"-":
            hunk.new.append(content)
            left_new -= 1
            if sign == b"+":
                hunk.added.append(number)
            number += 1
    return hunk, at


def _plain(lines: list[bytes]) -> list[bytes]:
    return [line.rstrip(b"\r\n") for line in lines]


def _path(name: bytes, strip: bool = True) -> str:
    """A path as a patch has it: quoted, followed by a time, with git's prefix; "" for no file. Raises ``UsageError``."""
    import os

    if name.startswith(b'"'):
        end = name.rfind(b'"')
        name = _ESCAPE.sub(_unescaped, name[1:end])
    else:
        name = name.partition(b"\t")[0].rstrip(b"\r\n")
    path = os.fsdecode(name)
    if path == _NOWHERE:
        return ""
    if strip and path[:2] in ("a/", "b/", "i/", "w/", "c/", "o/"):
        path = path[2:]
    path = path.removeprefix("./")
    if not is_safe(path):
        raise UsageError(f'the patch changes "{path[:100]}", which lies outside the repository')
    return path


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 0xFF]) if len(code) == 3 else _LETTERS.get(code, code)

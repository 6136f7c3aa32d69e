"""Byte offsets to lines and columns, per file and only for the files that are shown.

Lines end at LF, as Go counts them; a CR before it belongs to the line end. Columns are 1-based, once in bytes (what
Go's own tools print) and once in UTF-16 code units (what SARIF declares). Source is hostile: offsets out of range are
clipped, invalid UTF-8 counts as U+FFFD, an unreadable file reads as empty.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import NamedTuple

from gostatic.base.span import Span

_BOM = b"\xef\xbb\xbf"


class Position(NamedTuple):
    """A place in a file: 1-based line, 1-based column in bytes, 1-based column in UTF-16 code units."""

    line: int
    column: int
    utf16_column: int


class Place(NamedTuple):
    """Where a span lies: its first position and the one just past its end."""

    start: Position
    end: Position


class SourceLines:
    """The lines of one file."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: bytes) -> None:
        """Index the lines of ``text``, the bytes of the file as they are on disk."""
        self.text = text
        # Where each line starts, then one entry just past the file, so that every line has a next one.
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split(b"\n"))]

    def position(self, offset: int) -> Position:
        """The position of a byte offset; one outside the file is taken to its nearer end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        return Position(line, offset - start + 1, self._utf16_length(start, offset) + 1)

    def line_text(self, line: int) -> str:
        """The text of a 1-based line without its line end and byte order mark; "" when there is no such line."""
        if not 1 <= line < len(self._starts):
            return ""
        return self.text[self._starts[line - 1] : self._line_end(line)].removeprefix(_BOM).decode("utf-8", "replace")

    def place(self, span: Span) -> Place:
        """The start and end of a span; an end before the start is taken to the start."""
        return Place(self.position(span.start), self.position(max(span.start, span.end)))

    def place_on_one_line(self, span: Span) -> Place:
        """The same, with the end clipped to the end of the line the span starts on."""
        start = self.position(span.start)
        line_end = self._line_end(start.line)
        end = self.position(max(min(span.start, line_end), min(span.end, line_end)))
        # A start behind the line's text (on its CR) stays where it is: the region is empty there.
        return Place(start, max(start, end))

    def _line_end(self, line: int) -> int:
        end = self._starts[line] - 1
        return end - 1 if self.text[end - 1 : end] == b"\r" and end > self._starts[line - 1] else end

    def _utf16_length(self, start: int, end: int) -> int:
        piece = self.text[start:end]
        if start == 0:
            piece = piece.removeprefix(_BOM)  # SARIF positions do not depend on the presence of a byte order mark
        if piece.isascii():
            return len(piece)
        return len(piece.decode("utf-8", "replace").encode("utf-16-le")) // 2


class SourceMap:
    """The lines of the files of a run, read when first asked for and then kept."""

    __slots__ = ("_files", "_read")

    def __init__(self, read: Callable[[str], bytes]) -> None:
        """``read`` gives the bytes of a file by its run path, as in ``RunResult``."""
        self._read = read
        self._files: dict[str, SourceLines] = {}

    def lines(self, file: str) -> SourceLines:
        """The lines of a file; those of an empty file when it cannot be read any more."""
        found = self._files.get(file)
        if found is None:
            try:
                text = self._read(file)
            except (OSError, LookupError, ValueError):
                # The file went away since it was analysed: its findings still have their path and message.
                text = b""
            found = self._files[file] = SourceLines(text)
        return found

    def place(self, span: Span) -> Place:
        """Where a span lies."""
        return self.lines(span.file).place(span)

    def place_on_one_line(self, span: Span) -> Place:
        """Where a span lies, its end clipped to its first line."""
        return self.lines(span.file).place_on_one_line(span)

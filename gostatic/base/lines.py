"""Line numbers of offsets in a text."""

from __future__ import annotations


class LineCounter:
    """Counts from the place it was asked for last: many questions about one long text lie near each other."""

    __slots__ = ("_at", "_line", "_text")

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def line_of(self, offset: int) -> int:
        """The 1-based line of an offset."""
        if offset >= self._at:
            self._line += self._text.count(b"\n", self._at, offset)
        else:
            self._line -= self._text.count(b"\n", offset, self._at)
        self._at = offset
        return self._line

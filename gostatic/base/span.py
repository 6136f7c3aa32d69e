"""Places in Go source, kept as file and byte offsets; lines and columns are computed only for what is printed."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open byte range ``[start, end)`` of one file.

    ``file`` is the path by which the run names the file: relative to the run's root, ``/``-separated.
    """

    file: str
    start: int
    end: int

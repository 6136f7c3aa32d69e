"""Line numbers are those of a count from the start, whatever was asked before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gostatic.base.lines import LineCounter


@given(st.binary(max_size=40).map(lambda text: text.replace(b"a", b"\n")), st.lists(st.integers(0, 45), max_size=12))
def test_counts_as_from_the_start(text: bytes, offsets: list[int]) -> None:
    lines = LineCounter(text)
    for offset in offsets:
        assert lines.line_of(offset) == text.count(b"\n", 0, offset) + 1

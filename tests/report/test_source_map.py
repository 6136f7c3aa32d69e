"""Offsets to lines and columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gostatic.base.span import Span
from gostatic.report.source_map import Position, SourceLines, SourceMap


def test_columns_count_bytes_and_utf16_units() -> None:
    lines = SourceLines("a\n\té😀 x".encode())
    assert lines.position(0) == (1, 1, 1)
    assert lines.position(2) == (2, 1, 1)
    assert lines.position(3) == (2, 2, 2)
    assert lines.position(5) == (2, 4, 3)  # behind é: two bytes, one unit
    assert lines.position(10) == (2, 9, 6)  # at x: 😀 has four bytes, two units


def test_line_ends() -> None:
    lines = SourceLines(b"one\r\ntwo\n\rthree\r")
    assert [lines.line_text(number) for number in range(5)] == ["", "one", "two", "\rthree", ""]
    assert lines.position(5) == (2, 1, 1)
    assert lines.place_on_one_line(Span("", 0, 9)).end == (1, 4, 4)


def test_byte_order_mark_counts_in_bytes_only() -> None:
    lines = SourceLines(b"\xef\xbb\xbfpackage p\n")
    assert lines.position(3) == (1, 4, 1)
    assert lines.line_text(1) == "package p"


def test_offsets_outside_are_clipped() -> None:
    lines = SourceLines(b"ab\n")
    assert lines.position(-5) == (1, 1, 1)
    assert lines.position(99) == (2, 1, 1)
    assert SourceLines(b"").place(Span("", 7, 3)) == (Position(1, 1, 1), Position(1, 1, 1))


def test_files_are_read_when_asked_for_and_once() -> None:
    asked = []

    def read(file: str) -> bytes:
        asked.append(file)
        if file == "gone.go":
            raise FileNotFoundError(file)
        return b"\n\nx"

    sources = SourceMap(read)
    assert sources.place(Span("a.go", 2, 3)).start.line == 3
    assert sources.place_on_one_line(Span("a.go", 0, 3)).end == (1, 1, 1)
    assert sources.place(Span("gone.go", 2, 3)).start == (1, 1, 1)
    assert asked == ["a.go", "gone.go"]


@given(st.binary(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_no_bytes_and_no_span_raise(text: bytes, start: int, end: int) -> None:
    lines = SourceLines(text)
    span = Span("", start, end)
    place, clipped = lines.place(span), lines.place_on_one_line(span)
    assert place.start <= place.end
    assert clipped.start == place.start
    assert clipped.start.line == clipped.end.line
    assert clipped.start.column <= clipped.end.column
    assert lines.line_text(place.start.line).count("\n") == 0

"""The text format."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.report import summary
from gostatic.rule import Step


def test_nothing_found_is_no_text(render: Any, make_result: Any) -> None:
    assert render("text", make_result()).text == ""
    assert summary(make_result()) == "no findings in 5 files"


def test_one_goroutine(render: Any, everything: Any) -> None:
    assert (
        """pool/pool.go:6:3: p.mu is still locked when Get returns early [lock-not-released]
    1  Get locks p.mu
       pool/pool.go:4:2 | p.mu.Lock()
    2    p.closed holds
         pool/pool.go:5:5 | if p.closed {
    3  Get returns with p.mu locked
       pool/pool.go:6:3 | return errClosed
"""
        in render("text", everything).text
    )


def test_two_goroutines_are_laid_out_apart_and_numbered_together(render: Any, everything: Any) -> None:
    assert render("text", everything).text.endswith(
        """
ring/ring.go:5:2: b is locked while a is held; right locks them the other way round [lock-order-inversion]
  goroutine 1: left
    1  goroutine 1 locks a
       ring/ring.go:4:2 | a.Lock()
    3  goroutine 1 waits for b
       ring/ring.go:5:2 | b.Lock() // inner
  goroutine 2: right
    2  goroutine 2 locks b
       ring/ring.go:9:2 | b.Lock() // outer
    4  goroutine 2 waits for a: [deadlock]
       ring/ring.go:10:2 | a.Lock() // reversed
"""
    )


@pytest.mark.parametrize(
    ("cwd", "expected"),
    [
        ("", "pool/pool.go"),
        ("/srv/checkout/repo", "pool/pool.go"),
        ("/srv/checkout/repo/pool", "pool.go"),
        ("/srv/checkout/repo/ring/deep", "../../pool/pool.go"),
    ],
)
def test_paths_are_relative_to_where_the_user_is(render: Any, everything: Any, cwd: str, expected: str) -> None:
    text = render("text", everything, cwd=cwd).text
    assert f"\n{expected}:6:3: " in text
    assert f"\n       {expected}:4:2 | " in text


def test_suppressed_only_when_asked_for(render: Any, everything: Any) -> None:
    assert "known and wanted" not in render("text", everything).text
    line = "pool/pool.go:8:2: known and wanted [style-note] (suppressed: the caller unlocks)\n"
    assert line in render("text", everything, include_suppressed=True).text


def test_source_cannot_steer_the_terminal(render: Any, make_result: Any, make_finding: Any) -> None:
    text = b"\t\x1b[2J\xe2\x80\xae evil()\x07\r\n" + b"x" * 500 + b"\n"
    evil = make_finding("style-note", Span("a\udcff\n.go", 0, 4), "two\nlines \x1b[31m")
    long = make_finding("style-note", Span("a\udcff\n.go", 25, 26), "long")
    shown = render("text", make_result(evil, long, read=lambda _: text), color=False).text
    assert shown.split("\n")[:2] == [
        "a\\xff .go:1:1: two lines \\x1b[31m [style-note]",
        "    | \\x1b[2J\\u202e evil()\\x07",
    ]
    assert max(map(len, shown.split("\n"))) < 140
    assert shown.encode()


def test_color_adds_only_escapes(render: Any, everything: Any) -> None:
    plain, painted = (render("text", everything, color=color).text for color in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[31m[lock-not-released]\x1b[0m" in painted
    assert re.sub(r"\x1b\[\d+m", "", painted) == plain


def test_ten_steps_line_up_and_unknown_lanes_have_numbers(render: Any, make_result: Any, make_finding: Any) -> None:
    span = Span("empty.go", 0, 0)
    steps = tuple(Step(span, "s", goroutine) for goroutine in [3, 1] * 5)
    text = render(
        "text", make_result(make_finding("style-note", span, "m", witness=steps, lanes=("goroutine 1 of 2",)))
    )
    lines = text.text.split("\n")
    assert lines[1:3] == ["  goroutine 1 of 2", "     2  s"]
    assert "  goroutine 3" in lines
    assert "    10  s" in lines
    assert "        empty.go:1:1" in lines


def test_summary_counts(everything: Any, make_result: Any, make_finding: Any) -> None:
    assert summary(everything).startswith("8 findings (4 errors, 1 warning, 3 notes) in 6 of 5 files; 1 suppressed; 4 ")
    one = make_finding("send-blocks", Span("empty.go", 0, 0), "m")
    internal = Problem(ProblemKind.INTERNAL, "", 0, "m")
    assert summary(make_result(one, problems=(internal,), files=1)) == (
        "1 finding (1 warning) in 1 of 1 file; 1 problem (1 internal)"
    )

"""What functions hold, take, wait for and leave behind, as text, for one program with every way of calling a function."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gostatic.analyses.results import Results
from gostatic.analyses.show import show_summaries
from gostatic.callgraph.program import build
from gostatic.engine.run import source_workspace
from gostatic.types.universe import Types

GOLDEN = Path(__file__).with_name("golden")


def results_of(source: str | bytes, everything: bool = True) -> Results:
    text = source if isinstance(source, bytes) else source.encode()
    workspace = source_workspace({"p/a.go": text})
    return Results(build(Types(workspace.find), workspace.packages, everything=everything), lambda path: text)


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.go")))
def test_the_summaries_of_a_file(name: str, golden: Callable[[Path, str], None]):
    results = results_of((GOLDEN / f"{name}.go").read_bytes())
    golden(GOLDEN / f"{name}.summaries", show_summaries(results))
    assert results.program.problems == []
    assert results.events.bounded == []


def shown(body: str, name: str = "f") -> list[str]:
    """What is said of one function."""
    source = f'package p\nimport "sync"\ntype box struct {{ mu sync.Mutex; rw sync.RWMutex; ch chan int }}\n{body}\n'
    for paragraph in show_summaries(results_of(source)).split("\n\n"):
        lines = paragraph.split("\n")
        if lines[0] == f"example/p.{name}":
            return [line.strip() for line in lines[1:] if line]
    return []


def test_a_function_with_nothing_to_say_is_left_out():
    assert shown("func f(b *box) { b.ch = nil }") == []


def test_a_lock_held_at_one_exit_and_not_at_the_other():
    lines = shown("func f(b *box, hold bool) {\n b.mu.Lock()\n if hold { return }\n b.mu.Unlock()\n}")
    assert "returns holding W b.mu from a.go:5 if hold == true" in lines
    assert "returns plain if hold == false" in lines


def test_a_function_that_never_returns():
    assert "never returns" in shown("func f(b *box) { b.mu.Lock(); select {} }")
    assert "never returns" in shown("func f(b *box) { g() }\nfunc g() { select {} }")


def test_a_recovered_panic_returns():
    body = "func f(b *box) { defer func() { recover() }(); b.mu.Lock(); panic(1) }"
    assert "returns holding W b.mu from a.go:4" in shown(body)


def test_what_is_released_is_acquired_in_the_other_order():
    lines = shown("func f(b *box) { b.mu.Unlock(); g(); b.mu.Lock() }\nfunc g() { var b box; b.ch <- 1 }")
    assert any(line.startswith("waits send") and line.endswith("without b.mu") for line in lines), lines


def test_a_blocking_call_under_a_lock():
    lines = shown("func f(b *box) { b.mu.Lock(); b.g(); b.mu.Unlock() }\nfunc (b *box) g() {\n <-b.ch\n}")
    assert any(
        line.startswith("a.go:4 Blocked event: recv b.ch at a.go:4 > a.go:6; path: b.ch; held: W b.mu")
        for line in lines
    )


def test_recursion_comes_to_an_end():
    body = "func f(b *box, n int) { b.mu.Lock(); if n > 0 { g(b, n) }; b.mu.Unlock() }\nfunc g(b *box, n int) { f(b, n-1) }"
    assert any("Reacquired" in line for line in shown(body))


def test_two_operands_of_a_condition():
    both = "func f(b *box) bool { return b.mu.TryLock() && b.rw.TryLock() }"
    assert sorted(line for line in shown(both) if "Left" in line) == [
        "a.go:4 Left held: W b.mu (try) from a.go:4, W b.rw (try) from a.go:4; returned: 0 is true",
        "a.go:4 Left held: W b.mu (try) from a.go:4; returned: 0 is false",
        "a.go:4 Left returned: 0 is false",
    ]


def test_a_swap_forgets_what_was_known():
    body = "func f(b *box, x, y bool) { x, y = y, x; if x { b.mu.Lock() }; if x { b.mu.Unlock() } }"
    assert not [line for line in shown(body) if line.startswith("returns")]


def test_a_lock_taken_again_in_a_loop_is_held_once():
    results = results_of(
        'package p\nimport "sync"\nvar mu sync.Mutex\nfunc g() { mu.Lock() }\nfunc f(n int) { for range n { g() } }\n'
    )
    show_summaries(results)
    assert results.events.bounded == []


def test_a_condition_of_the_callee_holds_on_in_the_caller():
    body = """func (b *box) lock(write bool) { if write { b.rw.Lock() } else { b.rw.RLock() } }
func f(b *box, write bool) { b.lock(write); if write { b.rw.Unlock() } else { b.rw.RUnlock() } }"""
    assert not [line for line in shown(body) if "WrongUnlock" in line]

"""A project's model rows behave as built-in rows do, and leave nothing behind."""

from __future__ import annotations

import pytest

from gostatic.engine.options import Options
from gostatic.engine.run import analyse, source_workspace
from gostatic.models.effects import EFFECTS
from gostatic.models.library_calls import LIBRARY_CALLS
from gostatic.models.rows import Row, declarations, installed, words_of_rows
from gostatic.rule import Profile
from gostatic_rules.registry import all_rules

GATE = """package gate

type Gate struct{ ch chan struct{} }

func New() *Gate { return &Gate{ch: make(chan struct{}, 1)} }

func (g *Gate) Enter() { g.ch <- struct{}{} }
func (g *Gate) Leave() { <-g.ch }
func (g *Gate) Try() bool {
	select {
	case g.ch <- struct{}{}:
		return true
	default:
		return false
	}
}
"""
LOCK_ROWS = (
    Row("example/gate", "Gate", "Enter", "acquire"),
    Row("example/gate", "Gate", "Leave", "release"),
    Row("example/gate", "Gate", "Try", "try-acquire"),
)
OUTSIDE = (
    Row("example.com/x", "Lease", "Acquire", "acquire"),
    Row("example.com/x", "Lease", "Release", "release"),
    Row("example.com/x", "Lease", "Share", "acquire", mode="read"),
    Row("example.com/x", "Lease", "Unshare", "release", mode="read"),
    Row("example.com/x", "", "Take", "acquire"),
    Row("example.com/x", "", "Give", "release"),
)

HEAD = """package p

import (
	"example/gate"
	"example.com/x"
	"sync"
)

type server struct {
	g  *gate.Gate
	l  x.Lease
	mu sync.Mutex
	q  *x.Queue
	n  int
}

"""


def found(body: str, rows: tuple[Row, ...], profile: Profile = Profile.DEFAULT) -> list[tuple[str, str]]:
    files = {"gate/gate.go": GATE.encode(), "p/p.go": (HEAD + body).encode()}
    workspace, options = source_workspace(files), Options(profile=profile, models=rows)
    result = analyse(workspace, all_rules(), options)
    chosen = analyse(workspace, all_rules(), options, everything=False)
    assert chosen.findings == result.findings, "what to look at is chosen by the rows, too"
    assert not [problem for problem in result.problems if problem.kind.value == "internal"]
    return [(finding.rule.id, finding.function.rpartition(".")[2]) for finding in result.findings]


LEAK = """
func (s *server) leak(bad bool) int {
	s.%(of)s.%(take)s
	if bad {
		return 1
	}
	s.n++
	s.%(of)s.%(give)s
	return 0
}
"""


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (LOCK_ROWS, {"of": "g", "take": "Enter()", "give": "Leave()"}),
        (OUTSIDE, {"of": "l", "take": "Acquire()", "give": "Release()"}),
        (OUTSIDE, {"of": "l", "take": "Share()", "give": "Unshare()"}),
    ],
)
def test_wrapper_declared_a_lock_is_a_lock(rows: tuple[Row, ...], names: dict[str, str]) -> None:
    assert found(LEAK % names, rows) == [("lock-not-released", "leak")]
    # Without its rows a gate made of a channel is seen to keep a slot; what lies outside is not seen at all.
    assert [rule for rule, _ in found(LEAK % names, ())] == (["semaphore-not-released"] if rows is LOCK_ROWS else [])


def test_functions_take_their_lock_as_an_argument() -> None:
    text = LEAK.replace("s.%(of)s.%(take)s", "x.Take(&s.l)").replace("s.%(of)s.%(give)s", "x.Give(&s.l)")
    assert found(text, OUTSIDE) == [("lock-not-released", "leak")]


def test_release_gives_back_also_when_deferred_and_through_a_call() -> None:
    body = """
func (s *server) okDeferred() {
	s.g.Enter()
	defer s.g.Leave()
	s.n++
}

func (s *server) end() { s.g.Leave() }

func (s *server) okCalled() {
	s.g.Enter()
	s.n++
	s.end()
}

func (s *server) okTry() {
	if s.g.Try() {
		s.n++
		s.g.Leave()
	}
}

func (s *server) twice() {
	s.g.Enter()
	s.okDeferred()
	s.g.Leave()
}
"""
    assert found(body, LOCK_ROWS) == [("double-lock", "twice")]


def test_call_declared_blocking_is_reported_under_a_lock() -> None:
    body = """
func (s *server) wait() { x.Await() }

func (s *server) direct() {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.Await()
}

func (s *server) through() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wait()
}

func (s *server) ok() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	x.Await()
}
"""
    rows = (Row("example.com/x", "", "Await", "blocks"),)
    assert found(body, rows) == [("lock-held-at-blocking-op", "direct"), ("lock-held-at-blocking-op", "through")]
    assert found(body, ()) == []


SPAWNING = """
type pair struct{ a, b sync.Mutex }

func (s *pair) one() {
	s.a.Lock()
	s.b.Lock()
	s.b.Unlock()
	s.a.Unlock()
}

func (s *pair) two() {
	s.b.Lock()
	s.a.Lock()
	s.a.Unlock()
	s.b.Unlock()
}

func serve(s *pair) {
	s.a.Lock()
	x.Start("two", s.again)
	s.a.Unlock()
}

func (s *pair) again() {
	s.a.Lock()
	s.a.Unlock()
}
"""


def test_spawn_row_starts_its_argument_in_a_goroutine_and_call_row_in_place() -> None:
    assert ("double-lock", "serve") not in found(SPAWNING, (Row("example.com/x", "", "Start", "spawns", 1),))
    assert ("double-lock", "serve") in found(SPAWNING, (Row("example.com/x", "", "Start", "calls", 1),))


ABANDONED = """package p

import "example.com/x"

func ask(p *x.Pool, quit <-chan bool) (int, bool) {
	answers := make(chan int)
	p.Submit(func() { answers <- 1 })
	select {
	case answer := <-answers:
		return answer, true
	case <-quit:
		return 0, false
	}
}
"""


def test_goroutine_of_a_spawn_row_can_be_left_behind() -> None:
    files = {"p/p.go": ABANDONED.encode()}
    rows = (Row("example.com/x", "Pool", "Submit", "spawns"),)
    run = analyse(source_workspace(files), all_rules(), Options(models=rows))
    assert [(f.rule.id, f.function) for f in run.findings] == [("goroutine-leak-on-early-return", "ask.func1")]
    assert not analyse(source_workspace(files), all_rules(), Options()).findings


@pytest.mark.parametrize("how", ["exit", "panic"])
def test_function_that_never_returns_ends_the_path(how: str) -> None:
    body = LEAK % {"of": "mu", "take": "Lock()", "give": "Unlock()"}
    body = body.replace("return 1", 'x.Die("gone")\n\t\treturn 1')
    assert found(body, (Row("example.com/x", "", "Die", "no-return", how=how),)) == []
    assert found(body, ()) == [("lock-not-released", "leak")]


def test_counts_and_queues() -> None:
    body = """
func (s *server) work(jobs x.Tracker) {
	jobs.Begin()
	go func() {
		if s.n > 0 {
			return
		}
		jobs.End()
	}()
	jobs.Join()
}

func (s *server) drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.q.Pop()
}

func (s *server) fill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.q.Push(1)
	defer s.q.Shut()
}
"""
    rows = (
        Row("example.com/x", "Tracker", "Done", "done"),
        Row("example.com/x", "Queue", "Pop", "recv"),
        Row("example.com/x", "Queue", "Push", "send"),
        Row("example.com/x", "Queue", "Shut", "close"),
    )
    reported = found(body, rows, Profile.AUDIT)
    assert any(function == "drain" for _, function in reported), reported
    assert found(body, (), Profile.AUDIT) == []


def test_tables_are_as_before_afterwards() -> None:
    before = dict(EFFECTS), dict(LIBRARY_CALLS)
    rows = (Row("sync", "Mutex", "Lock", "blocks"), Row("a", "", "B", "no-return"))
    with installed(rows):
        assert before != (EFFECTS, LIBRARY_CALLS)
    assert before == (EFFECTS, LIBRARY_CALLS)
    with pytest.raises(ValueError, match="stop"), installed(rows):
        raise ValueError("stop")
    assert before == (EFFECTS, LIBRARY_CALLS)


def test_words_and_declarations() -> None:
    words = words_of_rows(LOCK_ROWS)
    assert ("Enter", "Leave") in words.pairs
    assert ("Leave", "Try") in words.pairs
    assert declarations(OUTSIDE)["example.com/x"].startswith(
        b"package x\ntype Lease struct{}\nfunc (*Lease) Acquire()\n"
    )


def test_row_about_nothing_is_told() -> None:
    rows = (
        Row("example/gate", "Gate", "Entr", "acquire"),
        Row("example/gate", "Gate", "Enter", "acquire"),
        Row("example/gate", "Waiter", "Wait", "blocks"),
        Row("example/elsewhere", "", "F", "blocks"),
    )
    files = {"gate/gate.go": GATE.encode() + b"\ntype Waiter interface{ Wait() }\n"}
    result = analyse(source_workspace(files), (), Options(models=rows))
    assert [(problem.kind.value, problem.message) for problem in result.problems] == [
        (
            "config",
            'the model row on example/gate.Gate.Entr is about no function of that package (did you mean "Gate.Enter"?)',
        )
    ]

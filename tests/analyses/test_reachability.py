"""Code that nothing runs: its findings are suspicions, and it is nobody's counterpart."""

from __future__ import annotations

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

LOCKS = """package main

import "sync"

var mu sync.Mutex

func twice() {
	mu.Lock()
	mu.Lock()
}
"""


def rules(source: str, rule: str, profile: str = "default") -> list[str]:
    return [finding.rule.id for finding in check_source({"p/a.go": source.encode()}, rules_named([rule]), profile)]


def test_findings_in_functions_that_nothing_names_are_suspicions() -> None:
    dead = LOCKS + "func main() {}\n"
    assert rules(dead, "double-lock") == []
    assert rules(dead, "double-lock", "audit") == ["double-lock"]


def test_what_a_dead_function_names_is_dead_too() -> None:
    assert rules(LOCKS + "func main() {}\nfunc unused() { twice() }\n", "double-lock") == []


def test_called_named_or_mentioned_in_a_variable_is_alive() -> None:
    for rest in (
        "func main() { twice() }\n",
        "func main() { f := twice; f() }\n",
        "var hooks = []func(){twice}\nfunc main() { hooks[0]() }\n",
        "func main() { run() }\nfunc run() { twice() }\n",
        "//go:linkname other main.twice\nfunc main() {}\n",
    ):
        assert rules(LOCKS + rest, "double-lock") == ["double-lock"], rest


def test_a_comment_does_not_call() -> None:
    assert rules(LOCKS + "// twice is not called.\nfunc main() {}\n", "double-lock") == []


def test_exported_functions_of_a_library_and_excerpts_are_alive() -> None:
    assert rules(LOCKS.replace("package main", "package p").replace("twice", "Twice"), "double-lock") == ["double-lock"]
    assert rules(LOCKS.replace("package main", "package p"), "double-lock") == ["double-lock"]


def test_a_dead_function_answers_nobody() -> None:
    source = """package main

func main() {
	done := newDone()
	<-done.c
}

type done struct{ c chan struct{} }

func newDone() *done { return &done{c: make(chan struct{})} }

func (d *done) finish() { close(d.c) }
"""
    live = source.replace("<-done.c", "go done.finish()\n\t<-done.c")
    waiting = source.replace("<-done.c", "wait(done)") + "\nfunc wait(d *done) { <-d.c }\n"
    assert rules(live, "receive-without-sender") == []
    assert rules(waiting, "receive-without-sender") == ["receive-without-sender"]

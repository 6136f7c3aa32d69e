"""Callbacks given to a constructor: they belong to the object that keeps what it makes."""

from __future__ import annotations

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

SOURCE = """package p

import "sync"

type lru struct {
	mu      sync.Mutex
	onEvict func(string)
}

func newLRU(onEvict func(string)) *lru { return &lru{onEvict: onEvict} }

func (l *lru) add(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.onEvict(key)
}

func (l *lru) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return 1
}

type logins struct{ recent, old *lru }

func newLogins() *logins {
	s := new(logins)
	s.recent = newLRU(s.dropped)
	return s
}

func (s *logins) dropped(string) { s.FIELD.size() }
"""


def found_in(source: str) -> list[str]:
    findings = check_source({"p/a.go": source.encode()}, rules_named(["double-lock"]), "default")
    return [finding.diagnostic.message for finding in findings]


def test_the_callback_reaches_what_called_it():
    (message,) = found_in(SOURCE.replace("FIELD", "recent"))
    assert message.startswith("l.mu is locked again through logins.dropped")


def test_another_part_of_the_object_is_another_lock():
    assert found_in(SOURCE.replace("FIELD", "old")) == []

"""What a timer may do depends on the go line of the program's module, not on a file's own version."""

from __future__ import annotations

import pytest

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

SOURCE = b"""
package example

import "time"

func Poll(in <-chan int, quit <-chan struct{}) {
	ticker := time.NewTicker(time.Second)
	for {
		select {
		case <-ticker.C:
		case <-in:
		case <-time.After(time.Hour):
		case <-quit:
			return
		}
	}
}

func Wait(t *time.Timer) {
	t.Stop()
	<-t.C
}
"""


def lines(source: bytes, version: tuple[int, int]) -> list[int]:
    found = check_source({"poll.go": source}, rules_named(["ticker-timer-leak"]), "default", version)
    return [source.count(b"\n", 0, finding.diagnostic.span.start) + 1 for finding in found]


@pytest.mark.parametrize(("version", "expected"), [((1, 22), [7, 12, 21]), ((1, 23), [21]), ((1, 27), [21])])
def test_only_what_still_leaks_is_reported(version: tuple[int, int], expected: list[int]) -> None:
    assert lines(SOURCE, version) == expected


def test_a_file_cannot_change_how_timers_behave() -> None:
    assert lines(b"//go:build go1.21\n" + SOURCE, (1, 25)) == [22]
    assert lines(b"//go:build go1.25\n" + SOURCE, (1, 22)) == [8, 13, 22]

"""Assertions of testify in goroutines: ``require`` ends the goroutine it is called in, ``assert`` does not."""

from __future__ import annotations

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

SOURCE = b"""
package example

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestByFunction(t *testing.T) {
	found := make(chan int)
	go func() {
		n, err := count()
		require.NoError(t, err)
		found <- n
	}()
	require.Equal(t, 1, <-found)
}

func TestByObject(t *testing.T) {
	r := require.New(t)
	found := make(chan int)
	go func() {
		n, err := count()
		r.NoError(err)
		found <- n
	}()
	r.Equal(1, <-found)
}

func TestAssert(t *testing.T) {
	found := make(chan int)
	go func() {
		n, err := count()
		assert.NoError(t, err)
		found <- n
	}()
	require.Equal(t, 1, <-found)
}

func TestSubtest(t *testing.T) {
	go t.Run("sub", func(t *testing.T) {
		require.NoError(t, nil)
	})
}

func TestNobodyHangs(t *testing.T) {
	go func() {
		require.NoError(t, nil)
	}()
}

func count() (int, error) { return 1, nil }
"""


def lines(profile: str) -> list[int]:
    found = check_source({"count_test.go": SOURCE}, rules_named(["fatal-in-goroutine"]), profile)
    return [SOURCE.count(b"\n", 0, finding.diagnostic.span.start) + 1 for finding in found]


def test_requirements_in_goroutines_are_reported_where_somebody_waits_for_what_comes_behind() -> None:
    assert lines("default") == [15, 26]


def test_others_are_suspicions() -> None:
    assert lines("audit") == [15, 26, 50]


STORE = b"""
package example

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type store struct {
	mu      sync.Mutex
	pending int
}

func (s *store) add(n int) error {
	s.mu.Lock()
	if s.pending != 0 {
		s.mu.Unlock()
		return errors.New("busy")
	}
	s.pending = n
	return nil
}

func (s *store) commit() error {
	defer s.mu.Unlock()
	if s.pending == 0 {
		return errors.New("none")
	}
	s.pending = 0
	return nil
}

func TestHandsOver(t *testing.T) {
	s := &store{}
	require.NoError(t, s.add(1))
	require.NoError(t, s.commit())
	err := s.add(2)
	require.NoErrorf(t, err, "second")
	require.NoError(t, s.commit())
}

func TestTwice(t *testing.T) {
	s := &store{}
	require.New(t).NoError(s.add(1))
	require.NoError(t, s.commit())
	require.NoError(t, s.commit())
}
"""


def test_behind_a_requirement_the_lock_is_held_as_the_result_says() -> None:
    found = check_source({"store_test.go": STORE}, rules_named(["unlock-of-unlocked"]))
    places = [STORE.count(b"\n", 0, finding.diagnostic.span.start) + 1 for finding in found]
    assert places == [STORE.count(b"\n") - 1]

"""An errgroup's Wait waits like a WaitGroup's: before the results are received, with a lock its tasks need, inside a task."""

from __future__ import annotations

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

SOURCE = b"""
package example

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

func LateDrain(parts [][]int) (total int, err error) {
	var g errgroup.Group
	sums := make(chan int)
	for _, part := range parts {
		g.Go(func() error {
			sums <- len(part)
			return nil
		})
	}
	if err := g.Wait(); err != nil { // want
		return 0, err
	}
	close(sums)
	for sum := range sums {
		total += sum
	}
	return total, nil
}

func Drained(parts [][]int) (total int, err error) {
	var g errgroup.Group
	sums := make(chan int)
	for _, part := range parts {
		g.Go(func() error {
			sums <- len(part)
			return nil
		})
	}
	go func() {
		_ = g.Wait()
		close(sums)
	}()
	for sum := range sums {
		total += sum
	}
	return total, g.Wait()
}

type index struct {
	mu    sync.Mutex
	words map[string]int
}

func (i *index) add(word string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.words[word]++
	return nil
}

func (i *index) Locked(words []string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	var g errgroup.Group
	for _, word := range words {
		g.Go(func() error { return i.add(word) })
	}
	return g.Wait() // want
}

func (i *index) Free(words []string) error {
	var g errgroup.Group
	for _, word := range words {
		g.Go(func() error { return i.add(word) })
	}
	return g.Wait()
}

type pool struct {
	g errgroup.Group
}

func (p *pool) finish() error {
	return p.g.Wait() // want
}

func (p *pool) Task(load func() error) error {
	p.g.Go(load)
	p.g.Go(func() error { return p.finish() })
	return p.g.Wait()
}
"""


def test_an_errgroup_waits_as_a_waitgroup_does():
    found = check_source({"a.go": SOURCE}, rules_named(["waitgroup-wait-cycle"]), "default")
    lines = sorted(SOURCE.count(b"\n", 0, each.diagnostic.span.start) + 1 for each in found)
    assert lines == [number for number, line in enumerate(SOURCE.splitlines(), 1) if line.endswith(b"// want")]

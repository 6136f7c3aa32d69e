"""The context of an errgroup ends with the group's Wait: a way out without it leaves the group's goroutines running."""

from __future__ import annotations

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

SOURCE = b"""
package example

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
)

func work(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

func Early(parent context.Context, bad bool) error {
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error { return work(ctx) })
	if bad {
		return errors.New("bad")
	}
	return g.Wait()
}

func Never(parent context.Context) {
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error { return work(ctx) })
}

func Always(parent context.Context, bad bool) error {
	g, ctx := errgroup.WithContext(parent)
	if bad {
		return errors.New("bad")
	}
	g.Go(func() error { return work(ctx) })
	return g.Wait()
}

func Deferred(parent context.Context, bad bool) error {
	g, ctx := errgroup.WithContext(parent)
	defer g.Wait()
	g.Go(func() error { return work(ctx) })
	if bad {
		return errors.New("bad")
	}
	return nil
}

func Own(parent context.Context, bad bool) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return work(ctx) })
	if bad {
		return errors.New("bad")
	}
	return g.Wait()
}

func Short(parent context.Context, bad bool) error {
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error { return ctx.Err() })
	if bad {
		return errors.New("bad")
	}
	return g.Wait()
}

func Kept(parent context.Context) *errgroup.Group {
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error { return work(ctx) })
	return g
}
"""


def test_ways_out_without_wait_are_reported() -> None:
    assert lines("default") == [14, 23]


def test_work_that_comes_to_an_end_by_itself_is_a_suspicion() -> None:
    assert lines("audit") == [14, 23, 58]


def lines(profile: str) -> list[int]:
    found = check_source({"a.go": SOURCE}, rules_named(["lost-cancel"]), profile)
    return [SOURCE.count(b"\n", 0, each.diagnostic.span.start) + 1 for each in found]

"""A call of a singleflight group whose function calls the group for the same key waits for itself."""

from __future__ import annotations

from gostatic.engine.run import check_source
from gostatic_rules.registry import rules_named

SOURCE = b"""
package example

import "golang.org/x/sync/singleflight"

type Cache struct{ group singleflight.Group }

func (c *Cache) Load(key string) (any, error) {
	v, err, _ := c.group.Do(key, func() (any, error) {
		return c.Load(key)
	})
	return v, err
}

func (c *Cache) Pair(key string) (any, error) {
	v, err, _ := c.group.Do(key, func() (any, error) {
		return c.one(key + "/left")
	})
	return v, err
}

func (c *Cache) one(key string) (any, error) {
	v, err, _ := c.group.Do(key, func() (any, error) { return key, nil })
	return v, err
}

func (c *Cache) Config() (any, error) {
	v, err, _ := c.group.Do("config", func() (any, error) {
		w, err, _ := c.group.Do("config", func() (any, error) { return 1, nil })
		return w, err
	})
	return v, err
}
"""


def test_only_the_same_key_of_the_same_group_waits_for_itself() -> None:
    found = check_source({"a.go": SOURCE}, rules_named(["once-reentry"]), "audit")
    assert [SOURCE.count(b"\n", 0, each.diagnostic.span.start) + 1 for each in found] == [9, 28]

// Package cache is a cache that tells what it evicts.
package cache

import (
	"sync"
	"time"

	"example.com/pairs/cache_events_metrics_good/events"
)

// Cache keeps at most Size keys.
type Cache struct {
	Size int

	bus  *events.Emitter
	mu   sync.Mutex
	keys []string
}

// New returns an empty cache that emits on the bus.
func New(size int, bus *events.Emitter) *Cache {
	return &Cache{Size: size, bus: bus}
}

// Put adds a key and may evict the oldest.
func (c *Cache) Put(key string) {
	c.mu.Lock()
	c.keys = append(c.keys, key)
	if len(c.keys) <= c.Size {
		c.mu.Unlock()
		return
	}
	oldest := c.keys[0]
	c.keys = c.keys[1:]
	time.Sleep(50 * time.Microsecond)
	c.mu.Unlock()
	c.bus.Emit(events.Evicted, oldest)
}

// Len is the number of keys.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.keys)
}

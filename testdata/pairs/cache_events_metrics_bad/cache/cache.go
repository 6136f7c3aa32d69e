// Package cache is a cache that tells what it evicts.
package cache

import (
	"sync"
	"time"

	"example.com/pairs/cache_events_metrics_bad/events"
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
	defer c.mu.Unlock()
	c.keys = append(c.keys, key)
	if len(c.keys) <= c.Size {
		return
	}
	oldest := c.keys[0]
	c.keys = c.keys[1:]
	time.Sleep(50 * time.Microsecond)
	c.bus.Emit(events.Evicted, oldest) // want "lock-order-inversion"
}

// Len is the number of keys.
func (c *Cache) Len() int {
	c.mu.Lock() // or "lock-order-inversion"
	defer c.mu.Unlock()
	return len(c.keys)
}

// Package memory is a store in memory.
package memory

import (
	"maps"
	"sync"

	"example.com/pairs/rate_store_iface_bad/store"
)

type memory struct {
	mu    sync.RWMutex
	hits  map[string]int
	limit int
}

var _ store.Store = (*memory)(nil)

// New returns a store that resets a key at the limit.
func New(limit int) store.Store {
	return &memory{hits: map[string]int{}, limit: limit}
}

func (m *memory) Incr(key string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hits[key]++
	if m.hits[key] >= m.limit {
		m.Reset(key) // want "double-lock"
	}
	return m.hits[key]
}

func (m *memory) Reset(key string) {
	m.mu.Lock() // or "double-lock"
	defer m.mu.Unlock()
	delete(m.hits, key)
}

func (m *memory) Snapshot() map[string]int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return maps.Clone(m.hits)
}

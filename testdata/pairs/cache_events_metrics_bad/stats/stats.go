// Package stats counts what a cache does.
package stats

import (
	"fmt"
	"sync"
	"time"

	"example.com/pairs/cache_events_metrics_bad/events"
)

// Sized is what is watched.
type Sized interface{ Len() int }

// Stats counts evictions.
type Stats struct {
	mu      sync.Mutex
	evicted int
	of      Sized
}

// Watch counts the evictions of what emits on the bus.
func Watch(bus *events.Emitter, of Sized) *Stats {
	s := &Stats{of: of}
	bus.On(events.Evicted, s.count)
	return s
}

func (s *Stats) count(events.Kind, string) {
	s.mu.Lock() // or "lock-order-inversion"
	s.evicted++
	s.mu.Unlock()
}

// Line describes the cache in one line.
func (s *Stats) Line() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(50 * time.Microsecond)
	return fmt.Sprintf("%d evicted, %d left", s.evicted, s.of.Len()) // or "lock-order-inversion"
}

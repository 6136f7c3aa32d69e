// Command cleanup_deferred_lock removes stale leases.
package main

// needs: one body

import (
	"fmt"
	"sync"
	"time"
)

type leases struct {
	mu  sync.Mutex
	end map[string]time.Time
}

func (l *leases) grant(name string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end[name] = time.Now().Add(d)
}

func (l *leases) expire(now time.Time) (expired []string) {
	l.mu.Lock()
	defer l.mu.Lock() // want "deferred-lock"
	for name, end := range l.end {
		if end.Before(now) {
			expired = append(expired, name)
			delete(l.end, name)
		}
	}
	return expired
}

func main() {
	l := &leases{end: make(map[string]time.Time)}
	l.grant("leader", time.Millisecond)
	fmt.Println(l.expire(time.Now().Add(time.Second)))
}

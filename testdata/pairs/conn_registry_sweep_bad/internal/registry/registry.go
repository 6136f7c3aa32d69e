// Package registry knows all connections of a server.
package registry

import "sync"

// Entry is what the registry needs of a connection.
type Entry interface {
	ID() int
	Idle() bool
	Shutdown()
}

// Registry holds the connections by id.
type Registry struct {
	mu      sync.Mutex
	entries map[int]Entry
	closed  int
}

// New returns an empty registry.
func New() *Registry {
	return &Registry{entries: map[int]Entry{}}
}

// Add makes the connection known.
func (r *Registry) Add(e Entry) {
	r.mu.Lock()
	r.entries[e.ID()] = e
	r.mu.Unlock()
}

// Remove forgets a connection.
func (r *Registry) Remove(id int) {
	r.mu.Lock() // or "lock-order-inversion"
	defer r.mu.Unlock()
	delete(r.entries, id)
	r.closed++
}

// Sweep shuts all idle connections down and returns how many it saw.
func (r *Registry) Sweep() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := 0
	for _, e := range r.entries {
		seen++
		if e.Idle() { // want "lock-order-inversion"
			e.Shutdown()
		}
	}
	return seen
}

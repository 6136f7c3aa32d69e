// Package tenants keeps tenants and lends them to one caller at a time.
package tenants

import "sync"

// Tenant is lent with its lock held.
type Tenant struct {
	mu   sync.Mutex
	Name string
	Due  int
}

// Set holds tenants by name.
type Set struct{ byName sync.Map }

// NewSet returns an empty set.
func NewSet() *Set { return &Set{} }

// Borrow locks the tenant and returns it.
func (s *Set) Borrow(name string) *Tenant {
	found, _ := s.byName.LoadOrStore(name, &Tenant{Name: name})
	t := found.(*Tenant)
	t.mu.Lock()
	return t
}

// Return unlocks a tenant that was borrowed.
func (s *Set) Return(t *Tenant) { t.mu.Unlock() }

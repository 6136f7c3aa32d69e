// Command lease_returned_unlock hands out the lock of a tenant together with the function that gives it back.
package main

// needs: closure, two results

import (
	"errors"
	"fmt"
	"sync"
)

var errSuspended = errors.New("tenant is suspended")

type tenant struct {
	mu        sync.Mutex
	suspended bool
	usage     int
}

type registry struct {
	mu      sync.Mutex
	tenants map[string]*tenant
}

// acquire locks a tenant; the caller calls release when done.
func (r *registry) acquire(name string) (t *tenant, release func()) {
	r.mu.Lock()
	t, ok := r.tenants[name]
	if !ok {
		t = &tenant{}
		r.tenants[name] = t
	}
	r.mu.Unlock()
	t.mu.Lock()
	return t, func() { t.mu.Unlock() }
}

func (r *registry) charge(name string, units int) error {
	t, release := r.acquire(name)
	if t.suspended {
		return fmt.Errorf("charge %s: %w", name, errSuspended) // want "lock-not-released"
	}
	t.usage += units
	release()
	return nil
}

func (r *registry) suspend(name string) {
	t, release := r.acquire(name)
	defer release()
	t.suspended = true
}

func main() {
	r := &registry{tenants: make(map[string]*tenant)}
	r.suspend("acme")
	fmt.Println(r.charge("acme", 3))
	fmt.Println(r.charge("acme", 4))
}

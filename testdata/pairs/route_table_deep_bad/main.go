// Command route_table_deep answers lookups from a route table that a reloader replaces from time to time.
package main

// needs: depth 5

import (
	"fmt"
	"sync"
	"time"
)

type routeTable struct {
	mu     sync.RWMutex
	routes map[string]string
	epoch  int
}

func (t *routeTable) currentEpoch() int {
	t.mu.RLock() // or "rlock-reentry"
	defer t.mu.RUnlock()
	return t.epoch
}

func (t *routeTable) replace(routes map[string]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.routes = routes
	t.epoch++
}

type metrics struct{ table *routeTable }

func (m *metrics) label(name string) string {
	return fmt.Sprintf("%s{epoch=%d}", name, m.table.currentEpoch())
}

func (m *metrics) count(name string) { fmt.Println(m.label(name)) }

type resolver struct {
	table   *routeTable
	metrics *metrics
}

// Lookup finds the backend of a path.
func (r *resolver) Lookup(path string) (string, error) {
	r.table.mu.RLock()
	defer r.table.mu.RUnlock()
	return r.search(path) // want "rlock-reentry"
}

func (r *resolver) search(path string) (string, error) {
	if backend, ok := r.table.routes[path]; ok {
		return r.found(path, backend), nil
	}
	return "", fmt.Errorf("no route for %s", path)
}

func (r *resolver) found(path, backend string) string {
	time.Sleep(30 * time.Millisecond) // ask the health checker
	r.observe(path)
	return backend
}

func (r *resolver) observe(path string) { r.metrics.count("route_hit:" + path) }

func main() {
	table := &routeTable{routes: map[string]string{"/": "web-1"}}
	r := &resolver{table: table, metrics: &metrics{table: table}}

	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		backend, err := r.Lookup("/")
		fmt.Println(backend, err)
	}()
	go func() {
		defer wg.Done()
		time.Sleep(10 * time.Millisecond)
		table.replace(map[string]string{"/": "web-2"})
	}()
	wg.Wait()
}

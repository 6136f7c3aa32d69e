// Command status_copied_while_locked prints a status page; the page is made from a copy of the status.
package main

// needs: assignment of a field

import (
	"fmt"
	"sync"
)

type status struct {
	mu       sync.Mutex
	healthy  bool
	failures []string
}

func (s *status) fail(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.healthy = false
	s.failures = append(s.failures, reason)
}

func (s *status) page() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("healthy=%t %v", s.healthy, s.failures)
}

type monitor struct{ status status }

// copy returns the status as it is now.
func (m *monitor) copy() *status {
	m.status.mu.Lock()
	defer m.status.mu.Unlock()
	now := m.status // want "lock-copied"
	return &now
}

func main() {
	m := &monitor{status: status{healthy: true}}
	m.status.fail("replica lags")
	fmt.Println(m.copy().page())
}

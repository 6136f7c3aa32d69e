// A test holds the store's lock for its table of subtests, which use the store.
// needs: test, t.Run, closure
package store

import (
	"sync"
	"testing"
)

type store struct {
	mu   sync.Mutex
	vals map[string]string
}

func (s *store) set(k, v string) {
	s.mu.Lock() // or "double-lock"
	defer s.mu.Unlock()
	s.vals[k] = v
}

func (s *store) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.vals)
}

func TestSet(t *testing.T) {
	s := &store{vals: map[string]string{}}
	cases := []struct {
		name, key, val string
		want           int
	}{
		{"first", "a", "1", 1},
		{"again", "a", "2", 1},
		{"other", "b", "3", 2},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) { // or "double-lock"
			s.set(tc.key, tc.val)               // want "double-lock|mixed-wait-cycle"
			if got := s.len(); got != tc.want { // or "double-lock"
				t.Fatalf("len = %d, want %d", got, tc.want)
			}
		})
	}
}

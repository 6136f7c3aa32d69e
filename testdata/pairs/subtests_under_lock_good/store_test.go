// A test holds the store's lock for its table of subtests, which use the store.
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
	s.mu.Lock()
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
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s.set(tc.key, tc.val)
			if got := s.len(); got != tc.want {
				t.Fatalf("len = %d, want %d", got, tc.want)
			}
		})
	}
}

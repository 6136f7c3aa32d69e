// Command shards_unlock_deferred_in_loop applies a batch of writes to a store.
package main

// needs: loop

import (
	"errors"
	"fmt"
	"sync"
)

var errNoKey = errors.New("write without a key")

type write struct{ key, value string }

type store struct {
	mu     sync.Mutex
	values map[string]string
}

func (s *store) apply(batch []write) error {
	for i, w := range batch {
		s.mu.Lock()
		defer s.mu.Unlock() // want "unlock-deferred-in-loop"
		if w.key == "" {
			return fmt.Errorf("write %d: %w", i, errNoKey)
		}
		s.values[w.key] = w.value
	}
	return nil
}

func main() {
	s := &store{values: make(map[string]string)}
	if err := s.apply([]write{{"color", "red"}, {"size", "xl"}}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(len(s.values), "values")
}

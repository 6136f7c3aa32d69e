// Command compactor_trylock_early_return compacts a segment unless somebody else does.
package main

// needs: early return

import (
	"errors"
	"log"
	"sync"
)

var errNothing = errors.New("nothing to compact")

type segment struct {
	compacting sync.Mutex
	garbage    int
}

func (s *segment) compact() (int, error) {
	if !s.compacting.TryLock() { // want "trylock-unchecked"
		return 0, nil
	}
	if s.garbage == 0 {
		return 0, errNothing // or "trylock-unchecked" "lock-not-released"
	}
	freed := s.garbage
	s.garbage = 0
	s.compacting.Unlock()
	return freed, nil
}

// drop waits for a running compaction and deletes the segment.
func (s *segment) drop() {
	s.compacting.Lock()
	defer s.compacting.Unlock()
	s.garbage = -1
}

func main() {
	s := &segment{garbage: 12}
	for range 2 {
		freed, err := s.compact()
		log.Print(freed, " ", err)
	}
	s.drop() // or "double-lock"
}

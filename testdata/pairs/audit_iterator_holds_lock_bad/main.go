// Command audit_iterator_holds_lock iterates over a locked set and removes what is old.
package main

// needs: range over func, iterator, generics, callback

import (
	"fmt"
	"iter"
	"sync"
)

type Set[T comparable] struct {
	mu    sync.Mutex
	items map[T]int
}

// All yields the items; the set is locked meanwhile.
func (s *Set[T]) All() iter.Seq2[T, int] {
	return func(yield func(T, int) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for item, age := range s.items {
			if !yield(item, age) { // or "double-lock"
				return
			}
		}
	}
}

func (s *Set[T]) Remove(item T) {
	s.mu.Lock() // or "double-lock"
	delete(s.items, item)
	s.mu.Unlock()
}

func (s *Set[T]) Prune(limit int) (removed int) {
	for item, age := range s.All() {
		if age > limit {
			s.Remove(item) // want "double-lock"
			removed++
		}
	}
	return removed
}

func main() {
	s := &Set[string]{items: map[string]int{"a": 1, "b": 9, "c": 12}}
	fmt.Println(s.Prune(20))
	fmt.Println(s.Prune(5), len(s.items))
}

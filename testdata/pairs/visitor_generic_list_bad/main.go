// Command visitor_generic_list removes entries from a list while it is being visited.
package main

// needs: generics, parameter, closure

import (
	"fmt"
	"slices"
	"sync"
)

type shelf[T comparable] struct {
	lock  sync.RWMutex
	items []T
}

func (s *shelf[T]) Each(visit func(T)) {
	s.lock.RLock()
	defer s.lock.RUnlock()
	for _, item := range s.items {
		visit(item) // or "double-lock"
	}
}

func (s *shelf[T]) Remove(item T) {
	s.lock.Lock() // or "double-lock"
	defer s.lock.Unlock()
	if i := slices.Index(s.items, item); i >= 0 {
		s.items = slices.Delete(s.items, i, i+1)
	}
}

func prune(s *shelf[int], limit int) {
	s.Each(func(n int) { // want "double-lock"
		if n > limit {
			s.Remove(n) // or "double-lock"
		}
	})
}

func main() {
	s := &shelf[int]{items: []int{4, 90, 7, 51}}
	prune(s, 50)
	s.Each(func(n int) { fmt.Println(n) })
}

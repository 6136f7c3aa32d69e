package set

import "sync"

// Set is a map that may be used from several goroutines.
type Set[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (s *Set[K, V]) Put(key K, value V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = make(map[K]V)
	}
	s.m[key] = value
}

func (s *Set[K, V]) Has(key K) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, ok := s.m[key]
	return ok
}

func (s *Set[K, V]) View(key K, do func(V)) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.with(key, do)
}

func (s *Set[K, V]) Update(key K, do func(V)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.with(key, do)
}

func (s *Set[K, V]) with(key K, do func(V)) bool {
	v, ok := s.m[key]
	if ok {
		do(v)
	}
	return ok
}

// Package semaphore is a weighted semaphore; a stand-in for programs that build offline.
package semaphore

import (
	"context"
	"sync"
)

// Weighted lends out up to a fixed weight.
type Weighted struct {
	mu    sync.Mutex
	free  int64
	moved chan struct{}
}

// NewWeighted returns a semaphore of that weight.
func NewWeighted(n int64) *Weighted {
	return &Weighted{free: n, moved: make(chan struct{})}
}

// Acquire takes n, waiting until they are free or the context ends.
func (s *Weighted) Acquire(ctx context.Context, n int64) error {
	for {
		s.mu.Lock()
		if s.free >= n {
			s.free -= n
			s.mu.Unlock()
			return nil
		}
		moved := s.moved
		s.mu.Unlock()
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// TryAcquire takes n if they are free.
func (s *Weighted) TryAcquire(n int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free < n {
		return false
	}
	s.free -= n
	return true
}

// Release gives n back.
func (s *Weighted) Release(n int64) {
	s.mu.Lock()
	s.free += n
	close(s.moved)
	s.moved = make(chan struct{})
	s.mu.Unlock()
}

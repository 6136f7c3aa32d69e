package example

import "sync"

type state struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

// The defer was forgotten: the section is over before it begins.
func (s *state) badForgottenDefer() {
	s.mu.Lock()
	s.mu.Unlock() // want "mu"
	s.n++
}

// The read side.
func (s *state) badRead() int {
	s.rw.RLock()
	s.rw.RUnlock() // want "rw"
	return s.n
}

// A writer's section.
func (s *state) badWrite(n int) {
	s.rw.Lock()
	s.rw.Unlock() // want "rw"
	s.n = n
}

type embedded struct {
	sync.Mutex
	n int
}

// Promoted methods.
func (e *embedded) badEmbedded() int {
	e.Lock()
	e.Unlock() // want "e"
	return e.n
}

// In a branch of a goroutine's body.
func badGoroutine(s *state, add bool) {
	go func() {
		if add {
			s.mu.Lock()
			s.mu.Unlock() // want "mu"
			s.n++
		}
	}()
}

// Work between the two.
func (s *state) okWork() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

// Deferred.
func (s *state) okDefer() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// A barrier, said in a comment: waits until the holder of the moment has gone.
func (s *state) okBarrier() {
	s.mu.Lock()
	// Only to wait for the writer that is at work.
	s.mu.Unlock()
}

// A barrier, said at the end of the line.
func (s *state) okBarrierSameLine() {
	s.mu.Lock() // wait for the writer that is at work
	s.mu.Unlock()
}

// Unlock of one lock after Lock of another.
func (s *state) okTwoLocks() {
	s.mu.Lock()
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
	s.mu.Unlock()
}

// Two objects.
func okTwoObjects(a, b *state) {
	a.mu.Lock()
	b.mu.Lock()
	a.n, b.n = b.n, a.n
	b.mu.Unlock()
	a.mu.Unlock()
}

// A call between the two.
func (s *state) okCall(run func()) {
	s.mu.Lock()
	run()
	s.mu.Unlock()
}

// A loop between the two.
func (s *state) okLoop(items []int) {
	s.mu.Lock()
	for _, item := range items {
		s.n += item
	}
	s.mu.Unlock()
}

// For audits only: waits for whoever holds the lock, and asks on.
func (s *state) fpProbe(next *state) {
	s.mu.Lock()
	s.mu.Unlock() // want "mu"
	if next != nil && s.n > 0 {
		next.fpProbe(nil)
	}
}

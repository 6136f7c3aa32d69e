package example

import (
	"sync"
	"time"
)

type cell struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

// The result is ignored; the unlock may end the process.
func (c *cell) badIgnored() {
	c.mu.TryLock() // want "mu"
	c.n++
	c.mu.Unlock()
}

// Thrown away on purpose: still nobody knows.
func (c *cell) badBlank() {
	_ = c.mu.TryLock() // want "mu"
	c.n++
}

type gauge struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

// Taken, used, never given back. Missed: a true result reads like a promise that the caller unlocks.
func (g *gauge) fnNeverUnlocked() bool {
	if g.mu.TryLock() {
		g.n++
		return true
	}
	return false
}

// One way out of the success branch forgets the unlock.
func (c *cell) badEarlyReturn(limit int) int {
	if !c.mu.TryLock() { // want "mu"
		return 0
	}
	if c.n > limit {
		return -1
	}
	c.n++
	c.mu.Unlock()
	return c.n
}

// The read side, in a loop.
func (c *cell) badRead(turns int) (sum int) {
	for i := 0; i < turns; i++ {
		if c.rw.TryRLock() { // want "rw"
			sum += c.n
			if sum > 100 {
				return sum
			}
			c.rw.RUnlock()
		}
	}
	return sum
}

type probe struct {
	mu    sync.Mutex
	ready chan struct{}
	n     int
}

// The probe hands the result to its caller; true means that the lock is held.
func (p *probe) tryReady(timeout time.Duration) bool {
	select {
	case <-p.ready:
	case <-time.After(timeout):
	}
	return p.mu.TryLock()
}

// The caller drops it, and with it the lock.
func (p *probe) badCallerDrops() {
	p.tryReady(time.Second) // want "mu"
	p.n++
}

// The caller looks at it, but does not unlock.
func (p *probe) badCallerKeeps() int {
	if p.tryReady(time.Second) { // want "mu"
		p.n++
	}
	return p.n
}

// The caller unlocks.
func (p *probe) okCallerUnlocks() {
	if p.tryReady(time.Second) {
		p.n++
		p.mu.Unlock()
	}
}

// Checked and deferred.
func (c *cell) okDefer() bool {
	if !c.mu.TryLock() {
		return false
	}
	defer c.mu.Unlock()
	c.n++
	return true
}

// The result in a variable.
func (c *cell) okVariable() bool {
	taken := c.mu.TryLock()
	if taken {
		c.n++
		c.mu.Unlock()
	}
	return taken
}

// Deferred behind the same condition.
func (c *cell) okDeferredCondition() {
	taken := c.rw.TryRLock()
	defer func() {
		if taken {
			c.rw.RUnlock()
		}
	}()
	if taken {
		c.n++
	}
}

// Falls back to waiting: the lock is held either way.
func (c *cell) okFallback() {
	if !c.mu.TryLock() {
		c.mu.Lock()
	}
	c.n++
	c.mu.Unlock()
}

// Polls until it succeeds.
func (c *cell) okPoll() {
	for !c.mu.TryLock() {
		time.Sleep(time.Millisecond)
	}
	c.n++
	c.mu.Unlock()
}

// A wrapper that only passes the result on.
type guard struct{ mu sync.Mutex }

func (g *guard) okTryEnter() bool { return g.mu.TryLock() }
func (g *guard) okLeave()         { g.mu.Unlock() }

func okUseGuard(g *guard, work func()) {
	if g.okTryEnter() {
		defer g.okLeave()
		work()
	}
}

// In a switch.
func (c *cell) okSwitch(wait bool) bool {
	switch {
	case wait:
		c.mu.Lock()
	case c.mu.TryLock():
	default:
		return false
	}
	c.n++
	c.mu.Unlock()
	return true
}

// A TryLock of another kind of thing.
type seat struct{ taken bool }

func (s *seat) TryLock() bool { s.taken = true; return s.taken }

func okNotALock(s *seat) { s.TryLock() }

// Elements by a computed index, given back through a method.
type shards struct{ all [8]sync.RWMutex }

func (s *shards) try(id int) bool { return s.all[(id/4)%8].TryLock() }
func (s *shards) leave(id int)    { s.all[(id/4)%8].Unlock() }

func okShard(s *shards, id int, work func() error) error {
	var handed bool
	if !s.try(id) {
		return nil
	}
	defer func() {
		if !handed {
			s.leave(id)
		}
	}()
	if err := work(); err != nil {
		return err
	}
	handed = true
	s.leave(id)
	return nil
}

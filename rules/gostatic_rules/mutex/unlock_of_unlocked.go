package example

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

type cache struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	items  map[string]int
	closed bool
}

// Unlocked by hand and once more by the deferred call, which is the one that fails.
func (c *cache) badDeferredTwice(key string) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock() // want "mu"
	if c.closed {
		c.mu.Unlock()
		return 0, errClosed
	}
	return c.items[key], nil
}

// Unlocked in the branch and again behind it.
func (c *cache) badTwice(key string) int {
	c.mu.Lock()
	value := c.items[key]
	if value == 0 {
		c.mu.Unlock()
	}
	c.mu.Unlock() // want "mu"
	return value
}

// A read lock is given back with the writer's Unlock.
func (c *cache) badWrongMode(key string) int {
	c.rw.RLock()
	defer c.rw.Unlock() // want "rw"
	return c.items[key]
}

// A write lock is given back with RUnlock.
func (c *cache) badWrongModeWrite(key string) {
	c.rw.Lock()
	c.items[key]++
	c.rw.RUnlock() // want "rw"
}

// Unlock after a TryLock that failed.
func (c *cache) badAfterFailedTryLock(key string) bool {
	got := c.mu.TryLock()
	if !got {
		c.mu.Unlock() // want "mu"
		return false
	}
	c.items[key]++
	c.mu.Unlock()
	return true
}

// A fresh mutex was never locked.
func badFresh() int {
	var mu sync.Mutex
	total := 1
	mu.Unlock() // want "mu"
	return total
}

// A loop that unlocks each turn what was locked once.
func (c *cache) badInLoop(keys []string) {
	c.mu.Lock()
	for _, key := range keys {
		c.items[key]++
		c.mu.Unlock() // want "mu"
	}
}

type embedded struct {
	sync.Mutex
	n int
}

// Promoted Unlock, twice on one path.
func (e *embedded) badEmbedded(stop bool) {
	e.Lock()
	e.n++
	if stop {
		e.Unlock()
	}
	e.Unlock() // want "."
}

// The helper unlocks; the caller unlocks again.
type queue struct {
	mu    sync.Mutex
	items []int
}

func (q *queue) finish() {
	q.items = nil
	q.mu.Unlock()
}

func (q *queue) badThroughHelper() {
	q.mu.Lock()
	q.finish()
	q.mu.Unlock() // want "mu"
}

// Each path unlocks once.
func (c *cache) okBranches(key string) int {
	c.mu.Lock()
	if value, found := c.items[key]; found {
		c.mu.Unlock()
		return value
	}
	c.mu.Unlock()
	return 0
}

// Called with the lock held: the contract of the name.
func (c *cache) okEvictLocked(run func()) {
	c.mu.Unlock()
	run()
	c.mu.Lock()
}

func (c *cache) okCallsEvict(run func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.okEvictLocked(run)
}

type ticket struct {
	mu sync.Mutex
}

// Hand-off: one method locks, the other unlocks.
func (t *ticket) okTake() { t.mu.Lock() }
func (t *ticket) okGive() { t.mu.Unlock() }

// Unlocked and locked again before the deferred Unlock runs.
func (c *cache) okUnlockRelock(key string, load func(string) int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if value, found := c.items[key]; found {
		return value
	}
	c.mu.Unlock()
	value := load(key)
	c.mu.Lock()
	c.items[key] = value
	return value
}

// Both modes, each given back by its own call.
func (c *cache) okUpgrade(key string) int {
	c.rw.RLock()
	value, found := c.items[key]
	c.rw.RUnlock()
	if found {
		return value
	}
	c.rw.Lock()
	defer c.rw.Unlock()
	c.items[key] = 1
	return 1
}

// TryLock that succeeded holds the lock.
func (c *cache) okTryLock(key string) bool {
	if c.mu.TryLock() {
		c.items[key]++
		c.mu.Unlock()
		return true
	}
	return false
}

// The same condition guards both.
func (c *cache) okSameCondition(key string, locked bool) int {
	if !locked {
		c.mu.Lock()
	}
	value := c.items[key]
	if !locked {
		c.mu.Unlock()
	}
	return value
}

// A flag says whether the deferred closure still has to unlock.
func (c *cache) okFlag(key string, load func(string) int) int {
	c.mu.Lock()
	held := true
	defer func() {
		if held {
			c.mu.Unlock()
		}
	}()
	if value, found := c.items[key]; found {
		return value
	}
	c.mu.Unlock()
	held = false
	return load(key)
}

// Another goroutine took the lock for this one.
func okHandOff(run func()) {
	var mu sync.Mutex
	ready := make(chan struct{})
	go func() {
		mu.Lock()
		close(ready)
	}()
	<-ready
	run()
	mu.Unlock()
}

// Different instances: each is unlocked once.
func okTwoInstances(a, b *cache) {
	a.mu.Lock()
	b.mu.Lock()
	a.items, b.items = b.items, a.items
	b.mu.Unlock()
	a.mu.Unlock()
}

// Read locks nest, each with its own RUnlock.
func (c *cache) okReadTwice(other *cache) int {
	c.rw.RLock()
	other.rw.RLock()
	n := len(c.items) + len(other.items)
	other.rw.RUnlock()
	c.rw.RUnlock()
	return n
}

// A method of the same name on a type that is no lock.
type gate struct{ open bool }

func (g *gate) Unlock() { g.open = true }

func okNotALock() {
	g := &gate{}
	g.Unlock()
	g.Unlock()
}

// What an assertion does with the result of TryLock is not known here.
type slot struct{ mu *sync.RWMutex }

func (s *slot) tryRead() bool  { return s.mu.TryRLock() }
func (s *slot) tryWrite() bool { return s.mu.TryLock() }

func check(ok bool) {
	if !ok {
		println("no")
	}
}

func okAsserted(s *slot) {
	s.mu.RLock()
	check(s.tryRead())
	check(!s.tryWrite())
	s.mu.RUnlock()
	s.mu.RUnlock()
}

// A lock that this path has given back and then cannot have is somebody else's.
func okTriedAgain(mu *sync.Mutex) {
	mu.Lock()
	mu.Unlock()
	if !mu.TryLock() {
		println("taken")
	}
	mu.Unlock()
}

// For audits only: each unlock is of what another goroutine has locked meanwhile.
func fpLockedByAnother(mu *sync.Mutex, locked chan bool) {
	<-locked
	mu.Unlock()
	<-locked
	mu.Unlock() // want "does not hold it"
}

// Locked again by what is called back.
type table struct {
	mu   sync.Mutex
	rows []*row
}

type row struct {
	mu    sync.Mutex
	cells int
}

func (t *table) withLock(do func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	do()
}

func (r *row) okLockedByCallback(t *table) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cells == 0 {
		r.mu.Unlock()
		t.withLock(func() {
			r.mu.Lock()
			t.rows = nil
		})
	}
}

type fileLock struct {
	mu sync.RWMutex
}

// Which lock is taken is chosen first, as a function.
func (f *fileLock) acquire(read bool, give func() bool) bool {
	take := f.mu.TryLock
	if read {
		take = f.mu.TryRLock
	}
	for !take() {
		if !give() {
			return false
		}
	}
	return true
}

func (f *fileLock) okRelease() {
	f.mu.Unlock()
}

func (f *fileLock) okReleaseRead() {
	f.mu.RUnlock()
}

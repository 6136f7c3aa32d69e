package example

import "sync"

type counter struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

// The lock is taken and, at the end, taken again: the function cannot return.
func (c *counter) badPlain() int {
	c.mu.Lock()
	defer c.mu.Lock() // want "mu"
	c.n++
	return c.n
}

// The same for the read side.
func (c *counter) badRead() int {
	c.rw.RLock()
	defer c.rw.RLock() // want "rw"
	return c.n
}

// Write lock of an RWMutex.
func (c *counter) badWrite(n int) {
	c.rw.Lock()
	defer c.rw.Lock() // want "rw"
	c.n = n
}

type embedded struct {
	sync.Mutex
	n int
}

// Embedded: the promoted Lock.
func (e *embedded) badEmbedded() {
	e.Lock()
	defer e.Lock() // want "e"
	e.n++
}

// In a goroutine's body.
func badGoroutine(c *counter) {
	go func() {
		c.mu.Lock()
		defer c.mu.Lock() // want "mu"
		c.n++
	}()
}

// A package-level lock, behind a condition.
var global sync.Mutex

func badGlobal(write bool) {
	if write {
		global.Lock()
		defer global.Lock() // want "global"
	}
}

// The usual pair.
func (c *counter) okUnlock() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

// Called with the lock held; gives it back for the time of the call and takes it again at the end.
func (c *counter) okGiveBack(run func()) {
	c.mu.Unlock()
	defer c.mu.Lock()
	run()
}

func (c *counter) okCallsGiveBack(run func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.okGiveBack(run)
}

// Unlocked first in the same body, locked again at the end, unlocked last.
func (c *counter) okInner(run func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	func() {
		c.mu.Unlock()
		defer c.mu.Lock()
		run()
	}()
	c.n++
}

// Another lock than the one that is held.
func (c *counter) okOther(lock *sync.Mutex) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer lock.Unlock()
	lock.Lock()
	c.n++
}

// The deferred closure locks when nothing is held any more.
func (c *counter) okDeferredClosure(work func()) {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n--
	}()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	work()
}

// A method called Lock on a type that is no lock.
type door struct{ shut bool }

func (d *door) Lock() { d.shut = true }

func okNotALock(d *door) {
	d.Lock()
	defer d.Lock()
	d.shut = false
}

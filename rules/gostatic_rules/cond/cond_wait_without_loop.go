package example

import "sync"

type queue struct {
	mu    sync.Mutex
	other sync.Mutex
	some  *sync.Cond
	items []int
	open  bool
}

func newQueue() *queue {
	q := &queue{}
	q.some = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(item int) {
	q.mu.Lock()
	q.items = append(q.items, item)
	q.mu.Unlock()
	q.some.Broadcast()
}

// Another goroutine may have taken the item between the signal and the wake-up.
func (q *queue) badIf() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		q.some.Wait() // want "."
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

// No condition at all: a signal that came before is missed for ever.
func (q *queue) badNoCondition() int {
	q.mu.Lock()
	q.some.Wait() // want "."
	n := len(q.items)
	q.mu.Unlock()
	return n
}

// Wait unlocks c.L, which is not locked here.
func (q *queue) badNotLocked() {
	for !q.open {
		q.some.Wait() // want "."
	}
}

// Another lock than the cond's own is held.
func (q *queue) badOtherLock() {
	q.other.Lock()
	defer q.other.Unlock()
	for len(q.items) == 0 {
		q.some.Wait() // want "."
	}
}

// A local cond in a goroutine, in a branch.
func badLocal(start func(func())) int {
	var mu sync.Mutex
	ready := false
	n := 0
	cond := sync.NewCond(&mu)
	start(func() {
		mu.Lock()
		ready = true
		mu.Unlock()
		cond.Signal()
	})
	mu.Lock()
	if !ready {
		cond.Wait() // want "."
	}
	n++
	mu.Unlock()
	return n
}

// The usual loop.
func (q *queue) okLoop() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.some.Wait()
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

// The condition is checked inside an endless loop.
func (q *queue) okEndless() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if len(q.items) > 0 {
			item := q.items[0]
			q.items = q.items[1:]
			return item
		}
		if !q.open {
			return 0
		}
		q.some.Wait()
	}
}

// Locked through the cond's own L.
func (q *queue) okThroughL() int {
	q.some.L.Lock()
	defer q.some.L.Unlock()
	for len(q.items) == 0 {
		q.some.Wait()
	}
	return q.items[0]
}

// The check and the wait lie in a nested branch of the loop.
func (q *queue) okNestedBranch(strict bool) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		if strict && !q.open {
			return -1
		}
		q.some.Wait()
	}
	return q.items[0]
}

// The helper waits once; its caller checks in a loop.
func (q *queue) waitLocked() { q.some.Wait() }

func (q *queue) okHelperInLoop() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.waitLocked()
	}
	return q.items[0]
}

type readers struct {
	rw      sync.RWMutex
	changed *sync.Cond
	version int
}

func newReaders() *readers {
	r := &readers{}
	r.changed = sync.NewCond(r.rw.RLocker())
	return r
}

// The cond's L is the read side.
func (r *readers) okReadSide(seen int) int {
	r.changed.L.Lock()
	defer r.changed.L.Unlock()
	for r.version == seen {
		r.changed.Wait()
	}
	return r.version
}

// Embedded lock and cond by value.
type gate struct {
	sync.Mutex
	cond sync.Cond
	up   bool
}

func newGate() *gate {
	g := &gate{}
	g.cond.L = g
	return g
}

func (g *gate) okEmbedded() {
	g.Lock()
	defer g.Unlock()
	for !g.up {
		g.cond.Wait()
	}
}

// A WaitGroup's Wait is another Wait.
func okWaitGroup(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
}

// For audits only: whoever wakes up begins anew.
func (q *queue) fpBeginsAnew() int {
	q.mu.Lock()
	if len(q.items) == 0 {
		q.some.Wait() // want "not in a loop"
		q.mu.Unlock()
		return q.fpBeginsAnew()
	}
	defer q.mu.Unlock()
	return q.items[0]
}

type turnstile struct {
	c    *sync.Cond
	open bool
}

func newTurnstile() *turnstile { return &turnstile{c: sync.NewCond(new(sync.Mutex))} }

// The lock is given back before the wait, which gives it back once more.
func (t *turnstile) badPass() {
	t.c.L.Lock()
	open := t.open
	t.c.L.Unlock()
	for !open {
		t.c.Wait() // want "not held here"
		open = t.open
	}
}

func (t *turnstile) okPass() {
	t.c.L.Lock()
	for !t.open {
		t.c.Wait()
	}
	t.c.L.Unlock()
}

func (t *turnstile) okOpen() {
	t.c.L.Lock()
	t.open = true
	t.c.L.Unlock()
	t.c.Broadcast()
}

// For audits only: nothing behind the wait relies on what was asked.
func (q *queue) fpGoesOnAnyway() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.open {
		q.some.Wait() // want "not in a loop"
	}
	q.items = nil
}

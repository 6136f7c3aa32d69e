package example

import (
	"sync"
	"time"
)

type tray struct {
	mu    sync.Mutex
	fresh *sync.Cond
	items []string
}

func newTray() *tray {
	t := &tray{}
	t.fresh = sync.NewCond(&t.mu)
	return t
}

func (t *tray) put(item string) {
	t.mu.Lock()
	t.items = append(t.items, item)
	t.mu.Unlock()
	t.fresh.Signal()
}

// The callback that says that the time is over wakes nobody.
func (t *tray) badWait(d time.Duration) bool {
	late := false
	timer := time.AfterFunc(d, func() {
		t.mu.Lock()
		late = true // want "nobody is woken"
		t.mu.Unlock()
	})
	defer timer.Stop()
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.items) == 0 && !late {
		t.fresh.Wait()
	}
	return !late
}

// This one does.
func (t *tray) okWait(d time.Duration) bool {
	late := false
	timer := time.AfterFunc(d, func() {
		t.mu.Lock()
		late = true
		t.mu.Unlock()
		t.fresh.Broadcast()
	})
	defer timer.Stop()
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.items) == 0 && !late {
		t.fresh.Wait()
	}
	return !late
}

// Nobody ever signals.
type gate struct {
	mu     sync.Mutex
	opened *sync.Cond
	open   bool
}

func newGate() *gate {
	g := &gate{}
	g.opened = sync.NewCond(&g.mu)
	return g
}

func (g *gate) unlatch() {
	g.mu.Lock()
	g.open = true
	g.mu.Unlock()
}

func (g *gate) badPass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open {
		g.opened.Wait() // want "never woken"
	}
}

// The loop looks at a copy that nothing changes.
type store struct {
	mu    sync.Mutex
	grown *sync.Cond
	items []int
}

func newStore() *store {
	s := &store{}
	s.grown = sync.NewCond(&s.mu)
	return s
}

func (s *store) add(item int) {
	s.mu.Lock()
	s.items = append(s.items, item)
	s.mu.Unlock()
	s.grown.Broadcast()
}

func (s *store) badTake() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	empty := len(s.items) == 0
	for empty {
		s.grown.Wait() // want "no statement can end"
	}
	item := s.items[0]
	s.items = s.items[1:]
	return item
}

// One of the waiters is woken, all should be.
type round struct {
	mu      sync.Mutex
	changed *sync.Cond
	started bool
}

func newRound(n int) *round {
	r := &round{}
	r.changed = sync.NewCond(&r.mu)
	for i := 0; i < n; i++ {
		go r.play()
	}
	return r
}

func (r *round) play() {
	r.mu.Lock()
	for !r.started {
		r.changed.Wait()
	}
	r.mu.Unlock()
}

func (r *round) badStart() {
	r.mu.Lock()
	r.started = true
	r.mu.Unlock()
	r.changed.Signal() // want "Broadcast"
}

// Producers and consumers share one cond, and each wakes one.
type pipe struct {
	mu    sync.Mutex
	moved *sync.Cond
	full  int
	size  int
}

func newPipe(n int) *pipe {
	p := &pipe{size: n}
	p.moved = sync.NewCond(&p.mu)
	for i := 0; i < n; i++ {
		go p.badPut()
		go p.get()
	}
	return p
}

func (p *pipe) badPut() {
	p.mu.Lock()
	for p.full == p.size {
		p.moved.Wait()
	}
	p.full++
	p.moved.Signal() // want "another condition"
	p.mu.Unlock()
}

func (p *pipe) get() {
	p.mu.Lock()
	for p.full == 0 {
		p.moved.Wait()
	}
	p.full--
	p.moved.Signal()
	p.mu.Unlock()
}

// The change is made without the lock.
func badUnlockedChange() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	go func() {
		ready = true
		cond.Signal() // want "without the lock"
	}()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
}

// Changed under the lock, signalled behind it.
func okSignalBehind() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	go func() {
		mu.Lock()
		ready = true
		mu.Unlock()
		cond.Signal()
	}()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
}

// Each waiter takes one item, each item wakes one.
type queue struct {
	mu    sync.Mutex
	some  sync.Cond
	items []int
	done  bool
}

func newQueue(n int) *queue {
	q := &queue{}
	q.some.L = &q.mu
	for i := 0; i < n; i++ {
		go q.okTake()
	}
	return q
}

func (q *queue) okAdd(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.some.Signal()
}

func (q *queue) okTake() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.done {
		q.some.Wait()
	}
	if q.done {
		return 0
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

func (q *queue) okClose() {
	q.mu.Lock()
	q.done = true
	q.mu.Unlock()
	q.some.Broadcast()
}

// A lock made of a cond: the one who is woken takes what the flag stands for.
type slot struct {
	mu   sync.Mutex
	free *sync.Cond
	busy bool
}

func newSlot(n int) *slot {
	s := &slot{}
	s.free = sync.NewCond(&s.mu)
	for i := 0; i < n; i++ {
		go s.okEnter()
	}
	return s
}

func (s *slot) okEnter() {
	s.mu.Lock()
	for s.busy {
		s.free.Wait()
	}
	s.busy = true
	s.mu.Unlock()
}

func (s *slot) okLeave() {
	s.mu.Lock()
	s.busy = false
	s.mu.Unlock()
	s.free.Signal()
}

// Changed by a helper that is called with the lock held.
func (s *slot) markLocked() {
	s.busy = false
	s.free.Signal()
}

func (s *slot) okReset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.markLocked()
}

// The copy is made new in each turn.
func (s *store) okTake() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	empty := len(s.items) == 0
	for empty {
		s.grown.Wait()
		empty = len(s.items) == 0
	}
	item := s.items[0]
	s.items = s.items[1:]
	return item
}

// Left by a statement in the body.
func (s *store) okLeave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := true
	for waiting {
		s.grown.Wait()
		if len(s.items) > 2 {
			break
		}
	}
}

// The signal goes through a function that is handed the cond.
type latch struct {
	mu   sync.Mutex
	cond *sync.Cond
	set  bool
}

func newLatch() *latch {
	l := &latch{}
	l.cond = sync.NewCond(&l.mu)
	return l
}

func wake(cond *sync.Cond) { cond.Broadcast() }

func (l *latch) okSet() {
	l.mu.Lock()
	l.set = true
	l.mu.Unlock()
	wake(l.cond)
}

func (l *latch) okWait() {
	l.mu.Lock()
	for !l.set {
		l.cond.Wait()
	}
	l.mu.Unlock()
}

// Whoever wakes up wakes the next.
type chain struct {
	mu   sync.Mutex
	next *sync.Cond
	on   bool
}

func newChain(n int) *chain {
	c := &chain{}
	c.next = sync.NewCond(&c.mu)
	for i := 0; i < n; i++ {
		go c.okWait()
	}
	return c
}

func (c *chain) okWait() {
	c.mu.Lock()
	for !c.on {
		c.next.Wait()
	}
	c.mu.Unlock()
	c.next.Signal()
}

func (c *chain) okStart() {
	c.mu.Lock()
	c.on = true
	c.mu.Unlock()
	c.next.Signal()
}

// The door is closed under the lock, and those who wait for a visitor or for the end are not told.
type door struct {
	mu       sync.Mutex
	came     *sync.Cond
	visitors []string
	closed   bool
}

func newDoor() *door {
	d := &door{}
	d.came = sync.NewCond(&d.mu)
	return d
}

func (d *door) enter(name string) {
	d.mu.Lock()
	d.visitors = append(d.visitors, name)
	d.mu.Unlock()
	d.came.Signal()
}

func (d *door) greet() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.visitors) == 0 && !d.closed {
		d.came.Wait()
	}
	if d.closed {
		return ""
	}
	name := d.visitors[0]
	d.visitors = d.visitors[1:]
	return name
}

func (d *door) badClose() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true // want "nobody is woken"
}

func (d *door) badEnterAll(names ...string) {
	d.mu.Lock()
	for _, name := range names {
		d.visitors = append(d.visitors, name) // want "nobody is woken"
	}
	d.mu.Unlock()
}

// The caller wakes them.
func (d *door) okMark() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
}

func (d *door) okClose() {
	d.okMark()
	d.came.Broadcast()
}

// This one lets nobody go on.
func (d *door) okReopen() {
	d.mu.Lock()
	d.closed = false
	d.mu.Unlock()
}

// Woken through the variable that was put into the field.
type paced struct{ wait *sync.Cond }

func (p *paced) run() {
	p.wait.L.Lock()
	p.wait.Wait()
	p.wait.L.Unlock()
}

func okOtherName() {
	wait := sync.NewCond(&sync.Mutex{})
	for range 3 {
		p := &paced{wait: wait}
		go p.run()
	}
	wait.Broadcast()
}

// Each turn has its own: one goroutine waits on each.
type feed struct {
	mu     sync.Mutex
	some   *sync.Cond
	items  []int
	closed bool
}

func (f *feed) run() {
	f.mu.Lock()
	for len(f.items) == 0 && !f.closed {
		f.some.Wait()
	}
	f.mu.Unlock()
}

func (f *feed) okClosesItsOwn() {
	f.mu.Lock()
	f.closed = true
	f.some.Signal()
	f.mu.Unlock()
}

func okOneEach(n int) {
	for range n {
		f := &feed{}
		f.some = sync.NewCond(&f.mu)
		go f.run()
		f.okClosesItsOwn()
	}
}

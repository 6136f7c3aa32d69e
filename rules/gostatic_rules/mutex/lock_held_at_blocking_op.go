package example

import (
	"context"
	"sync"
	"time"
)

// The lock is held into a wait that never ends.
type daemon struct {
	mu      sync.Mutex
	running bool
}

func (d *daemon) badSelectForever() {
	d.mu.Lock()
	d.running = true
	select {} // want "mu"
}

func (d *daemon) stop() {
	d.mu.Lock()
	d.running = false
	d.mu.Unlock()
}

// Cond.Wait gives back its own lock only; the other one stays held.
type inbox struct {
	mu      sync.Mutex
	state   sync.Mutex
	arrived *sync.Cond
	mails   []string
}

func newInbox() *inbox {
	b := &inbox{}
	b.arrived = sync.NewCond(&b.mu)
	return b
}

func (b *inbox) deliver(mail string) {
	b.state.Lock()
	defer b.state.Unlock()
	b.mu.Lock()
	b.mails = append(b.mails, mail)
	b.mu.Unlock()
	b.arrived.Signal()
}

func (b *inbox) badForeignCond() string {
	b.state.Lock()
	defer b.state.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.mails) == 0 {
		b.arrived.Wait() // want "state"
	}
	mail := b.mails[0]
	b.mails = b.mails[1:]
	return mail
}

// Nobody is known to need the lock: still, whoever wants it waits for a reader that may be slow (audit).
type feed struct {
	mu    sync.Mutex
	lines chan string
	sent  int
}

func newFeed(size int) *feed { return &feed{lines: make(chan string, size)} }

func (f *feed) read() string { return <-f.lines }

func (f *feed) badFullBuffer(line string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines <- line // want "f.mu"
	f.sent++
}

// The same in a callee.
func (f *feed) put(line string) { f.lines <- line }

func (f *feed) badInCall(line string) {
	f.mu.Lock()
	f.put(line) // want "f.mu"
	f.mu.Unlock()
}

// The receiver needs the lock: a send under it would be mixed-wait-cycle.
type bus struct {
	mu     sync.Mutex
	events chan string
	count  int
}

func newBus() *bus {
	b := &bus{events: make(chan string)}
	go b.loop()
	return b
}

func (b *bus) loop() {
	for {
		b.mu.Lock()
		b.count++
		b.mu.Unlock()
		<-b.events
	}
}

// Given back before the wait.
func (b *bus) okUnlockFirst(event string) {
	b.mu.Lock()
	b.count++
	b.mu.Unlock()
	b.events <- event
}

// A default case: never waits.
func (b *bus) okDefault(event string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.events <- event:
		return true
	default:
		return false
	}
}

// A timeout bounds the wait.
func (b *bus) okTimeout(event string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.events <- event:
		return true
	case <-time.After(time.Second):
		return false
	}
}

// A timer bounds it as well.
func (b *bus) okTimer(event string) bool {
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.events <- event:
		return true
	case <-timer.C:
		return false
	}
}

// One slot, one send: the buffer cannot be full.
func okBuffered() int {
	var mu sync.Mutex
	n := 0
	result := make(chan int, 1)
	mu.Lock()
	n++
	result <- n
	mu.Unlock()
	return <-result
}

// One slot, drained just before under the same lock.
type latest struct {
	mu    sync.Mutex
	value chan int
}

func newLatest() *latest { return &latest{value: make(chan int, 1)} }

func (l *latest) okReplace(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.value:
	default:
	}
	l.value <- n
}

// Cond.Wait on its own lock.
type mailbox struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []int
}

func newMailbox() *mailbox {
	m := &mailbox{}
	m.some = sync.NewCond(&m.mu)
	return m
}

func (m *mailbox) put(item int) {
	m.mu.Lock()
	m.items = append(m.items, item)
	m.mu.Unlock()
	m.some.Signal()
}

func (m *mailbox) okOwnCond() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.items) == 0 {
		m.some.Wait()
	}
	item := m.items[0]
	m.items = m.items[1:]
	return item
}

// Waits in a goroutine of its own, which holds nothing.
func (b *bus) okGoroutine(event string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	go func() { b.events <- event }()
}

// A pause with an end.
func (b *bus) okSleep() {
	b.mu.Lock()
	time.Sleep(time.Millisecond)
	b.mu.Unlock()
}

// A context with a deadline bounds the wait.
func (b *bus) okDeadline(parent context.Context, event string) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.events <- event:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The channel is closed already: the receive returns at once.
func okClosed() int {
	var mu sync.Mutex
	done := make(chan struct{})
	close(done)
	mu.Lock()
	defer mu.Unlock()
	<-done
	return 1
}

// The helper gives the lock back around its wait.
type pump struct {
	mu   sync.Mutex
	data chan int
	n    int
}

func (p *pump) fillLocked() {
	p.mu.Unlock()
	n := <-p.data
	p.mu.Lock()
	p.n = n
}

func (p *pump) okHelperUnlocks() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n == 0 {
		p.fillLocked()
	}
	return p.n
}

// A panic in a goroutine of its own ends the process: the select only keeps this goroutine for the trace.
type crashing struct{ mu sync.Mutex }

func (s *crashing) okPanicsElsewhere(reason any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if reason != nil {
		go panic(reason)
		select {}
	}
}

// needs: test, interface, channel in a field, receiver leaves
package poller

import (
	"errors"
	"testing"
	"time"
)

// clock is what a poller needs of time.
type clock interface {
	Tick() <-chan time.Time
}

type fakeClock struct {
	c   chan time.Time
	now time.Time
}

func newFakeClock() *fakeClock {
	return &fakeClock{c: make(chan time.Time), now: time.Unix(0, 0)}
}

func (f *fakeClock) Tick() <-chan time.Time { return f.c }

func (f *fakeClock) Advance(d time.Duration) {
	f.now = f.now.Add(d)
	f.c <- f.now // want "send-without-receiver"
}

type poller struct {
	clock  clock
	fetch  func() (int, error)
	got    []int
	closed chan struct{}
}

func (p *poller) run() {
	defer close(p.closed)
	for range p.clock.Tick() {
		v, err := p.fetch()
		if err != nil {
			return // or "send-without-receiver"
		}
		p.got = append(p.got, v)
	}
}

func TestPollerGivesUpOnError(t *testing.T) {
	clk := newFakeClock()
	n := 0
	p := &poller{clock: clk, closed: make(chan struct{})}
	p.fetch = func() (int, error) {
		if n++; n == 3 {
			return 0, errors.New("gone")
		}
		return n, nil
	}
	go p.run()
	for i := 0; i < 5; i++ {
		clk.Advance(time.Minute) // or "send-without-receiver"
	}
	<-p.closed
	if len(p.got) != 2 {
		t.Errorf("got %v", p.got)
	}
}

// go.mod: go 1.22

package example

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

var errClosed = errors.New("closed")

func ping() error { fmt.Println("ping"); return nil }

// The ticker runs on after the function has returned.
func badNeverStopped(done <-chan struct{}) {
	ticker := time.NewTicker(time.Second) // want "ticker is not stopped"
	for {
		select {
		case <-ticker.C:
			fmt.Println("tick")
		case <-done:
			return
		}
	}
}

// One way out does not stop it.
func badErrorPath(ctx context.Context) error {
	ticker := time.NewTicker(time.Second) // want "not stopped on the way to"
	for i := 0; i < 3; i++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	ticker.Stop()
	return nil
}

type poller struct {
	every time.Duration
	quit  chan struct{}
}

// In a goroutine of its own.
func (p *poller) badStart() {
	go func() {
		t := time.NewTicker(p.every) // want "t is not stopped"
		for {
			select {
			case <-t.C:
				if ping() != nil {
					return
				}
			case <-p.quit:
				return
			}
		}
	}()
}

// Each message makes a timer that stays for an hour.
func badAfterInLoop(messages <-chan string, quit <-chan struct{}) {
	for {
		select {
		case m := <-messages:
			fmt.Println(m)
		case <-time.After(time.Hour): // want "time.After makes a timer"
			fmt.Println("idle")
			return
		case <-quit:
			return
		}
	}
}

// The ticker of time.Tick cannot be stopped.
func badTick(n int) {
	tick := time.Tick(time.Second) // want "time.Tick"
	for i := 0; i < n; i++ {
		<-tick
		fmt.Println(i)
	}
}

// In the select itself: a ticker for each turn.
func badTickInLoop(in <-chan int, quit chan struct{}) {
	for {
		select {
		case v := <-in:
			fmt.Println(v)
		case <-time.Tick(time.Minute): // want "time.Tick"
			fmt.Println("a minute")
		case <-quit:
			return
		}
	}
}

// Nothing comes from a stopped timer's channel.
func badStopThenReceive(d time.Duration, in <-chan int) int {
	timer := time.NewTimer(d)
	v := <-in
	timer.Stop()
	<-timer.C // want "waits for ever"
	return v
}

// The timer has fired and its value was received: Stop is false and the channel empty.
func badDrainTwice(d time.Duration, in <-chan int) {
	timer := time.NewTimer(d)
	for {
		select {
		case v, ok := <-in:
			if !ok {
				return
			}
			fmt.Println(v)
		case <-timer.C:
			fmt.Println("late")
		}
		if !timer.Stop() {
			<-timer.C // want "timer.Stop.. is false as well"
		}
		timer.Reset(d)
	}
}

// The deferred drain meets a timer that has been heard.
func badDrainAfterWait(d time.Duration, ready <-chan struct{}) error {
	timer := time.NewTimer(d)
	var err error
	select {
	case <-ready:
	case <-timer.C:
		err = errClosed
	}
	if !timer.Stop() {
		<-timer.C // want "is false as well"
	}
	return err
}

// The test is the wrong way round: stopped in time means that nothing comes.
func badInverted(s *session, d time.Duration) {
	if s.timer.Stop() {
		<-s.timer.C // want "is stopped, so nothing comes"
	}
	s.timer.Reset(d)
}

// A timer that calls a function has no channel: the receive is one from nil.
func badDrainAfterFunc(d time.Duration, work func()) {
	watchdog := time.AfterFunc(d, func() { fmt.Println("slow") })
	work()
	if !watchdog.Stop() {
		<-watchdog.C // want "AfterFunc"
	}
}

type session struct {
	conn  net.Conn
	timer *time.Timer
}

// Stopped twice: the second Stop is false.
func (s *session) badStopTwice() {
	s.timer.Stop()
	if s.conn == nil {
		return
	}
	if !s.timer.Stop() {
		<-s.timer.C // want "is false as well"
	}
}

// Stopped when the function returns.
func okDeferred(done <-chan struct{}) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			fmt.Println("tick")
		case <-done:
			return
		}
	}
}

// A loop that never ends: so may the ticker.
func okForever() {
	ticker := time.NewTicker(time.Minute)
	for range ticker.C {
		fmt.Println("tick")
	}
}

// The same with time.Tick.
func okTickForever() {
	for now := range time.Tick(time.Minute) {
		fmt.Println(now)
	}
}

type clock struct {
	mu     sync.Mutex
	ticker *time.Ticker
}

// Kept in a field: stopped elsewhere.
func (c *clock) okKept() {
	t := time.NewTicker(time.Second)
	c.mu.Lock()
	c.ticker = t
	c.mu.Unlock()
}

func (c *clock) okStop() { c.ticker.Stop() }

// Returned: the caller's to stop.
func okReturned() *time.Ticker {
	t := time.NewTicker(time.Second)
	return t
}

// Stopped by a function literal that is returned.
func okStopFunction() (<-chan time.Time, func()) {
	t := time.NewTicker(time.Second)
	return t.C, func() { t.Stop() }
}

// One timer, waited for once.
func okAfterOnce(in <-chan int) (int, error) {
	select {
	case v := <-in:
		return v, nil
	case <-time.After(time.Second):
		return 0, errClosed
	}
}

// A pause: the loop goes on only when the timer has fired.
func okAfterAsPause(ctx context.Context) error {
	for {
		if err := ping(); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// The drain knows whether the value was received.
func okDrainKnowing(d time.Duration, in <-chan int) {
	timer := time.NewTimer(d)
	for {
		fired := false
		select {
		case v, ok := <-in:
			if !ok {
				return
			}
			fmt.Println(v)
		case <-timer.C:
			fired = true
		}
		if !fired && !timer.Stop() {
			<-timer.C
		}
		timer.Reset(d)
	}
}

// Only the way on which nothing was received drains.
func okDrainOnOtherWay(d time.Duration, in <-chan int) (int, error) {
	timer := time.NewTimer(d)
	select {
	case v := <-in:
		if !timer.Stop() {
			<-timer.C
		}
		return v, nil
	case <-timer.C:
		return 0, errClosed
	}
}

// A drain that does not wait.
func okDrainOrNot(d time.Duration, in <-chan int) {
	timer := time.NewTimer(d)
	for range in {
		if !timer.Stop() {
			select {
			case <-timer.C:
			default:
			}
		}
		timer.Reset(d)
	}
}

// Fired, set again, stopped: there may be a value.
func okResetBetween(d time.Duration, in <-chan int) {
	timer := time.NewTimer(d)
	<-timer.C
	timer.Reset(d)
	<-in
	if !timer.Stop() {
		<-timer.C
	}
}

// Fires, and is set again only while something is due; the drain runs only while something is due: a suspicion only.
func badPerhapsReset(d time.Duration, in <-chan int, due func() bool) {
	timer := time.NewTimer(d)
	for {
		select {
		case <-timer.C:
			if due() {
				timer.Reset(d)
			}
		case <-in:
			if due() {
				if !timer.Stop() {
					<-timer.C // want "is false as well"
				}
				timer.Reset(d)
			}
		}
	}
}

// A timer in a field that only this loop sets again: heard, then reset by a message.
type debouncer struct {
	pause *time.Timer
	again chan struct{}
}

func (b *debouncer) badLoop(d time.Duration, stop <-chan struct{}) {
	b.pause = time.NewTimer(d)
	for {
		select {
		case <-b.pause.C:
			fmt.Println("quiet")
		case <-b.again:
			if !b.pause.Stop() {
				<-b.pause.C // want "is false as well"
			}
			b.pause.Reset(d)
		case <-stop:
			return
		}
	}
}

func rearm(t *time.Timer, d time.Duration) {
	if !t.Stop() {
		<-t.C
	}
	t.Reset(d)
}

// The function it calls drains what was received here.
func badRearm(in <-chan int, handle func(int)) {
	idle := time.NewTimer(time.Second)
	for {
		select {
		case n, ok := <-in:
			if !ok {
				return
			}
			handle(n)
		case <-idle.C:
			handle(0)
		}
		rearm(idle, time.Second) // want "drains idle.C"
	}
}

type peer struct {
	idle *time.Timer
	in   chan []byte
}

func newPeer() *peer { return &peer{idle: time.NewTimer(time.Second), in: make(chan []byte)} }

func (p *peer) touch() {
	if !p.idle.Stop() {
		<-p.idle.C
	}
	p.idle.Reset(time.Second)
}

// The same with a timer in a field.
func (p *peer) badTouch(n int, handle func([]byte)) {
	for range n {
		select {
		case b := <-p.in:
			handle(b)
		case <-p.idle.C:
			handle(nil)
		}
		p.touch() // want "drains p.idle.C"
	}
}

// Only behind what did not come from the timer.
func okRearm(in <-chan int, handle func(int)) {
	idle := time.NewTimer(time.Second)
	for {
		select {
		case n, ok := <-in:
			if !ok {
				return
			}
			handle(n)
			rearm(idle, time.Second)
		case <-idle.C:
			handle(0)
			idle.Reset(time.Second)
		}
	}
}

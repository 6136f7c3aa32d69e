package example

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// The default lets the loop turn at full speed while there is nothing to do.
func badEmptyDefault(jobs <-chan int, quit <-chan struct{}) {
	for {
		select { // want "default is empty"
		case job := <-jobs:
			fmt.Println(job)
		case <-quit:
			return
		default:
		}
	}
}

// A continue changes nothing about that.
func badContinue(ctx context.Context, events <-chan string) {
	for {
		select { // want "default is empty"
		case <-ctx.Done():
			return
		case e := <-events:
			fmt.Println(e)
		default:
			continue
		}
	}
}

type worker struct {
	stopped bool
	ready   int32
	state   atomic.Int32
	queue   chan func()
}

// A condition in the loop's head is only another thing to look at.
func (w *worker) badRun() {
	for !w.stopped {
		select { // want "default is empty"
		case f := <-w.queue:
			f()
		default:
		}
	}
}

// Nobody says that the loop sees the change at all.
func (w *worker) badWait() {
	for !w.stopped { // want "only looks at w.stopped"
	}
}

// The same in a goroutine, with the test inside.
func badCaptured(work func()) {
	finished := false
	go func() {
		work()
		finished = true
	}()
	for { // want "only looks at finished"
		if finished {
			break
		}
	}
}

// Atomic, so it ends; until then it costs a processor.
func (w *worker) badAtomic() {
	for atomic.LoadInt32(&w.ready) == 0 { // want "never pauses"
	}
}

// With an atomic type.
func (w *worker) badAtomicType() {
	for w.state.Load() != 2 { // want "never pauses"
	}
}

// Meant to keep the program running.
func badForever(start func()) {
	go start()
	for { // want "does nothing and never ends"
	}
}

// Waits in the select.
func okNoDefault(jobs <-chan int, quit <-chan struct{}) {
	for {
		select {
		case job := <-jobs:
			fmt.Println(job)
		case <-quit:
			return
		}
	}
}

// The default pauses.
func okSleep(jobs <-chan int) {
	for {
		select {
		case job := <-jobs:
			fmt.Println(job)
			return
		default:
			time.Sleep(time.Millisecond)
		}
	}
}

// The default works: the select only asks whether to stop.
func okWork(quit <-chan struct{}, step func() bool) {
	for {
		select {
		case <-quit:
			return
		default:
		}
		if !step() {
			return
		}
	}
}

// Takes what is there, and leaves.
func okDrain(ch <-chan int) {
	for {
		select {
		case <-ch:
		default:
			return
		}
	}
}

// Gives the processor away.
func okYield(w *worker) {
	for !w.state.CompareAndSwap(0, 1) {
		runtime.Gosched()
	}
}

// Tries again until nobody came in between: each turn works.
func okRetry(total *atomic.Int64, n int64) {
	for {
		old := total.Load()
		if total.CompareAndSwap(old, old+n) {
			return
		}
	}
}

// A bounded number of turns.
func okBounded(ch chan int, values []int) {
	for _, v := range values {
		select {
		case ch <- v:
		default:
		}
	}
}

// Waits on a cond.
func okCond(mu *sync.Mutex, cond *sync.Cond, w *worker) {
	mu.Lock()
	for !w.stopped {
		cond.Wait()
	}
	mu.Unlock()
}

// Each turn moves on.
func okWalk(text []byte) int {
	i := 0
	for i < len(text) && text[i] == ' ' {
		i++
	}
	return i
}

type list struct {
	next *list
	last bool
}

// As above, with an assignment in the loop.
func okList(l *list) *list {
	for !l.last {
		l = l.next
	}
	return l
}

// Waits for ever without a processor.
func okSelectForever(start func()) {
	go start()
	select {}
}

// Also asks an atomic value, which another goroutine is about to set: a suspicion only.
func badHandOff(w *worker, quit <-chan struct{}) {
	for w.state.Load() == 1 {
		select { // want "default is empty"
		case <-quit:
			return
		default:
		}
	}
}

type mailbox struct {
	mu     sync.Mutex
	closed bool
	items  []string
}

// The lock makes the look safe; the loop still turns at full speed.
func (m *mailbox) badLocked() {
	for { // want "takes the lock"
		m.mu.Lock()
		if m.closed {
			m.mu.Unlock()
			break
		}
		m.mu.Unlock()
	}
}

// By a copy of what it looks at.
func (m *mailbox) badLockedCopy() {
	for { // want "takes the lock"
		m.mu.Lock()
		closed := m.closed
		m.mu.Unlock()
		if closed {
			return
		}
	}
}

// Waits for something to be there.
func (m *mailbox) badLength() string {
	for len(m.items) == 0 { // want "only looks at"
	}
	return m.items[0]
}

// Pauses between two looks.
func (m *mailbox) okPause() {
	for {
		m.mu.Lock()
		closed := m.closed
		m.mu.Unlock()
		if closed {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// Takes what is there.
func (m *mailbox) okTake(use func(string)) {
	for {
		m.mu.Lock()
		if len(m.items) == 0 {
			m.mu.Unlock()
			return
		}
		item := m.items[0]
		m.items = m.items[1:]
		m.mu.Unlock()
		use(item)
	}
}

type gate struct {
	mu   sync.Mutex
	open atomic.Bool
	gone bool
}

func (g *gate) isOpen() bool { return g.open.Load() }

func (g *gate) isGone() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.gone
}

func (g *gate) next() bool {
	time.Sleep(time.Millisecond)
	return g.open.Load()
}

// The look is in a method.
func (g *gate) badAsk() {
	for !g.isOpen() { // want "only looks at g.isOpen"
	}
}

// The method takes a lock for it.
func (g *gate) badAskLocked() {
	for { // want "takes the lock"
		if g.isGone() {
			return
		}
	}
}

// The method waits.
func (g *gate) okAskWaits() {
	for !g.next() {
	}
}

// Counting is no pause.
func badCounts(jobs <-chan int, quit <-chan struct{}) (idle int) {
	for {
		select { // want "never waits"
		case job := <-jobs:
			fmt.Println(job)
		case <-quit:
			return idle
		default:
			if idle < 1000 {
				idle++
				continue
			}
			idle = 0
		}
	}
}

// Neither select waits.
func badTwoSelects(jobs <-chan int, quit <-chan struct{}) {
	for {
		select { // want "turns at full speed"
		case job := <-jobs:
			fmt.Println(job)
		default:
			select {
			case <-quit:
				return
			default:
			}
		}
	}
}

// Takes the old value out until the new one has room: one of the two is always ready.
func okReplace(latest chan int, n int) {
	for {
		select {
		case latest <- n:
			return
		default:
			select {
			case <-latest:
			default:
			}
		}
	}
}

// The second one does.
func okSecondWaits(jobs <-chan int, quit <-chan struct{}) {
	for {
		select {
		case job := <-jobs:
			fmt.Println(job)
			continue
		default:
		}
		select {
		case job := <-jobs:
			fmt.Println(job)
		case <-quit:
			return
		}
	}
}

// The count ends the loop.
func okCountsTurns(jobs <-chan int) (taken int) {
	turns := 0
	for turns < 10 {
		select {
		case <-jobs:
			taken++
		default:
			turns++
		}
	}
	return taken
}

// As above, with a test inside.
func okGivesUp(jobs <-chan int) (taken int) {
	turns := 0
	for {
		select {
		case <-jobs:
			taken++
		default:
			turns++
			if turns == 10 {
				return taken
			}
		}
	}
}

// Leaves in the first turn.
func (m *mailbox) okNoLoop(other *mailbox) bool {
	for len(m.items) != len(other.items) {
		return false
	}
	return true
}

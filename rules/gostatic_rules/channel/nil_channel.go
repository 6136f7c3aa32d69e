package example

import "fmt"

// Declared, never made: the send blocks for ever.
func badSend() {
	var ch chan int
	ch <- 1 // want "ch"
}

// So does the receive.
func badReceive() int {
	var ch chan int
	return <-ch // want "ch"
}

// Close of a nil channel panics.
func badClose() {
	var done chan struct{}
	close(done) // want "done"
}

// A range over it never begins and never ends.
func badRange() {
	var lines chan string
	for line := range lines { // want "lines"
		fmt.Println(line)
	}
}

// Made in one branch only, and used in the other.
func badOneBranch(buffered bool) {
	var ch chan int
	if buffered {
		ch = make(chan int, 1)
		fmt.Println("buffered")
	}
	if !buffered {
		ch <- 1 // want "sending on ch, which is nil here, blocks for ever"
	}
}

// Set to nil and used all the same.
func badSetToNil(ch chan int) {
	ch = nil
	ch <- 1 // want "ch"
}

// Both goroutines use a channel nobody has made.
func badGoroutine() {
	var ready chan struct{}
	go func() {
		ready <- struct{}{} // want "ready"
	}()
	<-ready // want "ready"
}

type queue struct {
	items chan int
	done  chan struct{}
}

// The literal leaves the field nil; fields are not followed, so this is missed.
func fnField() {
	q := queue{items: make(chan int, 1)}
	q.items <- 1
	<-q.done
}

type mailbox struct {
	letters chan string
	closed  chan struct{}
}

func newMailbox() *mailbox {
	return &mailbox{closed: make(chan struct{})}
}

// No constructor makes the field.
func (m *mailbox) badUnmade(letter string) {
	m.letters <- letter // want "letters"
}

// The other field is made.
func (m *mailbox) okMadeField() {
	close(m.closed)
}

type hooks struct {
	started chan struct{}
}

// Nil unless a test sets it: asked for.
func (h *hooks) okHook() {
	if h.started != nil {
		h.started <- struct{}{}
	}
}

// Made before it is used.
func okMade() int {
	ch := make(chan int, 1)
	ch <- 1
	return <-ch
}

// A nil channel switches its case of the select off, on purpose.
func okDisabledCase(in <-chan int, out chan<- int) {
	var pending []int
	for in != nil || len(pending) > 0 {
		var send chan<- int
		first := 0
		if len(pending) > 0 {
			send, first = out, pending[0]
		}
		select {
		case n, open := <-in:
			if !open {
				in = nil
				continue
			}
			pending = append(pending, n)
		case send <- first:
			pending = pending[1:]
		}
	}
}

// Two inputs, each set to nil when it is closed.
func okMerge(a, b <-chan int) (sum int) {
	for a != nil || b != nil {
		select {
		case n, open := <-a:
			if !open {
				a = nil
			}
			sum += n
		case n, open := <-b:
			if !open {
				b = nil
			}
			sum += n
		}
	}
	return sum
}

// An optional timeout: a nil channel never fires.
func okOptionalTimeout(in <-chan int, limit <-chan struct{}, bounded bool) int {
	var timeout <-chan struct{}
	if bounded {
		timeout = limit
	}
	select {
	case n := <-in:
		return n
	case <-timeout:
		return 0
	}
}

// Made on each path.
func okBranches(buffered bool) int {
	var ch chan int
	if buffered {
		ch = make(chan int, 8)
	} else {
		ch = make(chan int, 1)
	}
	ch <- 1
	return <-ch
}

func fill(ch *chan int) { *ch = make(chan int, 1) }

// Made by a callee through the address.
func okByAddress() int {
	var ch chan int
	fill(&ch)
	ch <- 1
	return <-ch
}

// Made by a closure before it is used.
func okByClosure() int {
	var ch chan int
	setUp := func() { ch = make(chan int, 1) }
	setUp()
	ch <- 1
	return <-ch
}

func newQueue() *queue {
	return &queue{items: make(chan int, 1), done: make(chan struct{})}
}

// The constructor makes the fields.
func okConstructor() {
	q := newQueue()
	q.items <- 1
	close(q.done)
}

// Closed once, by whoever comes first: the deferred literal runs before it was set to nil as well.
func okClosedOnce(ready chan struct{}, early bool) {
	defer func() {
		if ready != nil {
			close(ready)
		}
	}()
	if early {
		return
	}
	close(ready)
	ready = nil
}

// Made in each turn: without a turn there is nothing to close, with one it is made.
func okMadeInLoop(turns int) {
	var ch chan byte
	for i := 0; i < turns; i++ {
		ch = make(chan byte, 8)
	}
	close(ch)
}

// What a caller hands over is the caller's matter.
func okParameter(ch chan int) { ch <- 1 }

// Checked before it is used.
func okChecked(done chan struct{}) {
	if done != nil {
		<-done
	}
}

// Checked before it is closed, made lazily.
func (q *queue) okLazy() {
	if q.done == nil {
		q.done = make(chan struct{})
	}
	close(q.done)
}

// A method that starts the goroutine makes the channel.
func (q *queue) okStart() {
	q.done = make(chan struct{})
	go func() {
		defer close(q.done)
		for item := range q.items {
			fmt.Println(item)
		}
	}()
	<-q.done
}

// Both are nil in the end, and the loop goes on.
func badMerge(a, b <-chan int, out chan<- int) {
	defer close(out)
	for {
		select { // want "a and b are set to nil one after the other"
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			out <- v
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			out <- v
		}
	}
}

// The loop ends with the last of them.
func okMergedToTheEnd(a, b <-chan int, out chan<- int) {
	defer close(out)
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			out <- v
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			out <- v
		}
	}
}

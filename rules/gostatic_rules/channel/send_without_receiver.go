package example

import (
	"fmt"
	"sync"
)

func work(n int) error { return nil }

// The result is sent and nobody asks for it.
func badForgotten() {
	done := make(chan error)
	go func() {
		done <- work(1) // want "done"
	}()
	fmt.Println("started")
}

// Nobody can receive: no other goroutine knows the channel.
func badOwnSend() error {
	failures := make(chan error)
	failures <- work(1) // want "failures"
	return nil
}

type mailer struct {
	outbox chan string
}

func newMailer() *mailer { return &mailer{outbox: make(chan string)} }

// No function takes a letter out of the box.
func (m *mailer) badDeliver(letter string) {
	m.outbox <- letter // want "m.outbox"
}

// Every worker leaves at its first mistake, and then nobody takes what is left.
func badWorkersLeave(items []int) error {
	feed := make(chan int)
	failures := make(chan error, 2)
	for range 2 {
		go func() {
			for item := range feed {
				if err := work(item); err != nil {
					failures <- err
					return
				}
			}
			failures <- nil
		}()
	}
	for _, item := range items {
		feed <- item // want "func1 returns"
	}
	close(feed)
	return <-failures
}

// A worker that has failed still takes the rest.
func okWorkersDrain(items []int) error {
	feed := make(chan int)
	failures := make(chan error, 2)
	for range 2 {
		go func() {
			var failed error
			for item := range feed {
				if failed == nil {
					failed = work(item)
				}
			}
			failures <- failed
		}()
	}
	for _, item := range items {
		feed <- item
	}
	close(feed)
	return <-failures
}

// One slot, and a send for each turn.
func badSmallBuffer(items []int) {
	failures := make(chan error, 1)
	for _, item := range items {
		if err := work(item); err != nil {
			failures <- err // want "failures.*1 slot"
		}
	}
}

func send(out chan<- int, n int) {
	out <- n // want "out"
}

// Passed on, and received nowhere.
func passed() {
	numbers := make(chan int)
	go send(numbers, 1)
}

// Two sends on one way, one slot.
func badTwice() {
	events := make(chan string, 1)
	go func() {
		events <- "begin" // want "events"
		work(1)
		events <- "end" // want "events"
	}()
}

// Received in another goroutine.
func okReceived() {
	numbers := make(chan int)
	go func() { fmt.Println(<-numbers) }()
	numbers <- 1
}

// The buffer holds all that is ever sent.
func okBuffered() {
	done := make(chan error, 1)
	go func() { done <- work(1) }()
}

// Never waits.
func okDefault() {
	wake := make(chan struct{})
	select {
	case wake <- struct{}{}:
	default:
	}
}

type queue struct {
	jobs chan int
}

func newQueue() *queue { return &queue{jobs: make(chan int)} }

func (q *queue) run() {
	for job := range q.jobs {
		fmt.Println(job)
	}
}

// Received by a method of the same type.
func (q *queue) okAdd(job int) { q.jobs <- job }

// The caller receives.
func okReturned() <-chan int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		numbers <- 1
	}()
	return numbers
}

// A caller's channel is the caller's matter.
func okGiven(out chan<- int) { out <- 1 }

// Received through a list of channels.
func okList(n int) (sum int) {
	var parts []chan int
	for i := 0; i < n; i++ {
		part := make(chan int)
		go func() { part <- i }()
		parts = append(parts, part)
	}
	for _, part := range parts {
		sum += <-part
	}
	return sum
}

type request struct {
	reply chan string
}

// The answer travels on a channel inside a request.
func okReply(requests chan request) string {
	reply := make(chan string)
	requests <- request{reply: reply}
	return <-reply
}

func okServe(requests chan request) {
	for r := range requests {
		r.reply <- "done"
	}
}

// A token for each running worker; the buffer is the limit.
func okSemaphore(items []int) {
	tokens := make(chan struct{}, 4)
	var workers sync.WaitGroup
	for range items {
		tokens <- struct{}{}
		workers.Add(1)
		go func() {
			defer workers.Done()
			<-tokens
		}()
	}
	workers.Wait()
}

// Received by reflection or by whoever else gets it: not known.
func okHandedToLibrary() {
	values := make(chan int)
	fmt.Println(values)
	values <- 1
}

func badReadings(from int) <-chan int {
	feed := make(chan int)
	go func() {
		defer close(feed)
		for n := from; n < from+40; n++ {
			feed <- n // want "once firstHot leaves its loop at example.go:228"
		}
	}()
	return feed
}

// The first that is too hot will do, and the others are never asked for.
func firstHot(limit int) int {
	for n := range badReadings(20) {
		if n > limit {
			return n
		}
	}
	return 0
}

type loader struct {
	rows chan int
}

// One row that cannot be stored ends the only worker.
func (l *loader) store() error {
	for row := range l.rows {
		if err := work(row); err != nil {
			return err
		}
	}
	return nil
}

func badLoad(rows []int) {
	l := &loader{rows: make(chan int)}
	go l.store()
	go func() {
		for _, row := range rows {
			l.rows <- row // want "once loader.store leaves its loop"
		}
		close(l.rows)
	}()
}

// The printer is stopped, the reader is not told.
type tail struct {
	lines chan int
	quit  chan struct{}
}

func (l *tail) print() {
	for {
		select {
		case row, more := <-l.lines:
			if !more {
				return
			}
			fmt.Println(row)
		case <-l.quit:
			return
		}
	}
}

func (l *tail) emit(row int) {
	l.lines <- row // want "once tail.print leaves its loop"
}

func follow(stop <-chan bool) {
	l := &tail{lines: make(chan int), quit: make(chan struct{})}
	go func() {
		for n := 0; n < 1000; n++ {
			l.emit(n)
		}
		close(l.lines)
	}()
	go func() {
		<-stop
		close(l.quit)
	}()
	l.print()
}

// What is left is taken out before the function returns.
func okDrained(limit int) {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := range 100 {
			numbers <- n
		}
	}()
	for n := range numbers {
		if n > limit {
			break
		}
	}
	for range numbers {
	}
}

type pump struct {
	values chan int
	over   chan struct{}
}

// The sender itself ends the loop.
func (p *pump) take() (sum int) {
	for {
		select {
		case n := <-p.values:
			sum += n
		case <-p.over:
			return sum
		}
	}
}

func okToldBySender() int {
	p := &pump{values: make(chan int), over: make(chan struct{})}
	go func() {
		for n := range 3 {
			p.values <- n
		}
		close(p.over)
	}()
	return p.take()
}

func takeUntilZero(values <-chan int) (sum int) {
	for {
		n := <-values
		if n == 0 {
			return sum
		}
		sum += n
	}
}

// The last value says that it is the last.
func okSentinel(parts []int) int {
	values := make(chan int)
	go func() {
		for _, part := range parts {
			values <- part
		}
		values <- 0
	}()
	return takeUntilZero(values)
}

// A sender with another way on.
func okSelects(stop <-chan bool) {
	l := &pump{values: make(chan int), over: make(chan struct{})}
	go func() {
		for n := 0; ; n++ {
			select {
			case l.values <- n:
			case <-l.over:
				return
			}
		}
	}()
	go func() {
		<-stop
		close(l.over)
	}()
	l.take()
}

type peer struct{ box chan string }

func newPeer(room int) *peer { return &peer{box: make(chan string, room)} }

func (p *peer) tell(text string) {
	p.box <- text // want "p.box waits for ever once its 2 slots are full"
}

// The room is handed in, and the letters are more.
func greetAll(names []string) {
	p := newPeer(2)
	go func() {
		for _, name := range names {
			p.tell(name)
		}
	}()
}

// The same list under another name.
func okOtherList() {
	part := make(chan int)
	parts := append([]chan int(nil), part)
	go func() { part <- 1 }()
	for _, item := range parts[:1] {
		fmt.Println(<-item)
	}
}

func halves() (chan int, chan error) {
	numbers, failures := make(chan int), make(chan error)
	go func() {
		numbers <- 1
		failures <- nil
	}()
	return numbers, failures
}

// Both results are handed on.
func okBothResults() (chan int, chan error) { return halves() }

func useBoth() {
	numbers, failures := okBothResults()
	fmt.Println(<-numbers, <-failures)
}

type failures struct{ list chan error }

func (f *failures) okNote(err error) { f.list <- err }

// Nobody receives: how many there are is all that is asked.
func countFailures(items []int) int {
	f := &failures{list: make(chan error, 100)}
	for _, item := range items {
		f.okNote(work(item))
	}
	return len(f.list)
}

type reader struct {
	wanted chan bool
	filled chan int
	err    error
}

// The reader ends by closing what the next request waits for.
func newReader(read func() (int, error)) *reader {
	r := &reader{wanted: make(chan bool), filled: make(chan int)}
	go func() {
		defer close(r.filled)
		for range r.wanted {
			n, err := read()
			if err != nil {
				r.err = err
				return
			}
			r.filled <- n
		}
	}()
	r.wanted <- true
	return r
}

func (r *reader) okNext() int {
	n := <-r.filled
	if n > 0 {
		r.wanted <- true
	}
	return n
}

func okReadAll(read func() (int, error)) (sum int) {
	r := newReader(read)
	for r.err == nil {
		sum += r.okNext()
	}
	return sum
}

func expand(next chan bool, result chan error, look func() error) {
	for {
		if !<-next {
			return
		}
		if err := look(); err != nil {
			result <- err
			return
		}
		result <- nil
	}
}

// Each send is followed by the answer, and an error ends the loop.
func okAnswered(hops int, look func() error) error {
	next := make(chan bool, 2)
	result := make(chan error, 2)
	go expand(next, result, look)
	for i := 0; i < hops; i++ {
		next <- true
		if err := <-result; err != nil {
			return err
		}
	}
	next <- false
	return nil
}

type copier struct {
	files  map[string]int
	result chan error
}

func newCopier() *copier { return &copier{result: make(chan error, 1)} }

func (c *copier) pump(out chan<- int) {
	for _, file := range c.files {
		out <- file
	}
	close(out)
	c.result <- nil
}

func (c *copier) run() error {
	out := make(chan int, len(c.files))
	go c.pump(out)
	for file := range out {
		work(file)
	}
	return nil
}

// Each object pumps once.
func okOneEach(twice bool) error {
	if twice {
		c := newCopier()
		if err := c.run(); err != nil {
			return err
		}
	}
	c := newCopier()
	return c.run()
}

package example

import (
	"fmt"
	"sync"
	"time"
)

// The producer waits to be asked, the consumer asks behind its receive.
func badProduce(asked <-chan struct{}, items chan<- int) {
	<-asked // want "items"
	items <- 1
}

func consume(asked chan<- struct{}, items <-chan int) {
	item := <-items
	asked <- struct{}{}
	fmt.Println(item)
}

func order() {
	asked := make(chan struct{})
	items := make(chan int)
	go badProduce(asked, items)
	consume(asked, items)
}

// Both sides send first.
type link struct {
	up, down chan string
}

func (l *link) badGreetBoth() {
	l.up, l.down = make(chan string), make(chan string)
	go func() {
		l.up <- "hello" // want "l.down"
		fmt.Println(<-l.down)
	}()
	l.down <- "hello"
	fmt.Println(<-l.up)
}

// Three stages, each waits for the next one's word.
type stage struct {
	first, second, third chan int
}

func (s *stage) run() {
	s.first, s.second, s.third = make(chan int), make(chan int), make(chan int)
	go s.badOne()
	go s.two()
	s.last()
}

func (s *stage) badOne() {
	n := <-s.third // want "s.first"
	s.first <- n
}

func (s *stage) two() {
	n := <-s.first
	s.second <- n
}

func (s *stage) last() {
	n := <-s.second
	s.third <- n
}

// The jobs are handed out before any result is taken: the workers are fewer than the jobs.
func badAllJobsFirst(jobs []int) int {
	todo := make(chan int)
	done := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			for job := range todo {
				done <- job * job // want "done"
			}
		}()
	}
	for _, job := range jobs {
		todo <- job
	}
	close(todo)
	sum := 0
	for range jobs {
		sum += <-done
	}
	return sum
}

// Asked before it is waited for.
func okOrder() {
	asked := make(chan struct{})
	items := make(chan int)
	go produceOnDemand(asked, items)
	asked <- struct{}{}
	fmt.Println(<-items)
}

func produceOnDemand(asked <-chan struct{}, items chan<- int) {
	<-asked
	items <- 1
}

// Room for one message on each side.
func okRoom() {
	up, down := make(chan string, 1), make(chan string, 1)
	go func() {
		up <- "hello"
		fmt.Println(<-down)
	}()
	down <- "hello"
	fmt.Println(<-up)
}

// A game of ping-pong: one of them begins.
func okPingPong() {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for n := range ping {
			pong <- n + 1
		}
		close(pong)
	}()
	for i := 0; i < 10; i++ {
		ping <- i
		<-pong
	}
	close(ping)
}

// The jobs are handed out by a goroutine of its own.
func okFeeder(jobs []int) int {
	todo := make(chan int)
	done := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			for job := range todo {
				done <- job * job
			}
		}()
	}
	go func() {
		for _, job := range jobs {
			todo <- job
		}
		close(todo)
	}()
	sum := 0
	for range jobs {
		sum += <-done
	}
	return sum
}

// One goroutine for each job.
func okOneEach(jobs []int) int {
	todo := make(chan int)
	done := make(chan int)
	for range jobs {
		go func() {
			job := <-todo
			done <- job * job
		}()
	}
	for _, job := range jobs {
		todo <- job
	}
	sum := 0
	for range jobs {
		sum += <-done
	}
	return sum
}

// A way out by time.
func okTimeout() {
	up, down := make(chan string), make(chan string)
	go func() {
		select {
		case up <- "hello":
		case <-time.After(time.Second):
		}
		fmt.Println(<-down)
	}()
	down <- "hello"
	select {
	case name := <-up:
		fmt.Println(name)
	case <-time.After(time.Second):
	}
}

// Another goroutine answers as well.
func okThird() {
	up, down := make(chan string), make(chan string)
	var wg sync.WaitGroup
	wg.Go(func() { fmt.Println(<-down) })
	go func() {
		up <- "hello"
		down <- "again"
	}()
	down <- "hello"
	fmt.Println(<-up)
	fmt.Println(<-down)
	wg.Wait()
}

type loop struct {
	events  chan string
	quit    chan struct{}
	stopped chan struct{}
	handled int
}

func start() *loop {
	l := &loop{events: make(chan string), quit: make(chan struct{}), stopped: make(chan struct{})}
	go l.run()
	return l
}

func (l *loop) run() {
	defer close(l.stopped)
	for {
		select {
		case event := <-l.events:
			l.handle(event)
		case <-l.quit:
			return
		}
	}
}

// The loop itself tells of an event, and of its end: nobody else takes either.
func (l *loop) handle(event string) {
	l.handled++
	switch event {
	case "twice":
		l.badPost("once")
	case "last":
		l.badStop()
	case "later":
		go l.okPostLater("once")
	case "end":
		l.okStopOnly()
	}
}

func (l *loop) badPost(event string) {
	l.events <- event // want "loop.run comes here through loop.badPost"
}

// From elsewhere it is right, and from the loop it is not.
func (l *loop) badStop() {
	close(l.quit)
	<-l.stopped // want "it waits for itself for ever"
}

func (l *loop) okPostLater(event string) { l.events <- event }

func (l *loop) okStopOnly() { close(l.quit) }

type relay struct {
	in   chan string
	next *relay
}

func chain(names []string) *relay {
	var last *relay
	for range names {
		last = &relay{make(chan string), last}
		go last.run()
	}
	return last
}

func (r *relay) run() {
	for message := range r.in {
		r.okPass(message)
	}
}

// The next one's channel is not its own.
func (r *relay) okPass(message string) {
	if r.next != nil {
		r.next.in <- message
	}
}

func (r *relay) okClose() { close(r.in) }

type crew struct {
	tasks, failed chan int
	workers       sync.WaitGroup
}

// A worker that has failed waits for the report to be read, and that comes when all tasks are handed out.
func (c *crew) badWorker() {
	defer c.workers.Done()
	for task := range c.tasks {
		if task%3 == 0 {
			c.failed <- task // want "c.failed.*comes only at.*before that crew.run first has to get rid of"
		}
	}
}

func (c *crew) run(n int) {
	for i := 0; i < 2; i++ {
		c.workers.Add(1)
		go c.badWorker()
	}
	for task := 0; task < n; task++ {
		c.tasks <- task
	}
	close(c.tasks)
	go func() {
		c.workers.Wait()
		close(c.failed)
	}()
	for task := range c.failed {
		fmt.Println(task)
	}
}

func runCrew(n int) {
	c := &crew{tasks: make(chan int), failed: make(chan int)}
	c.run(n)
}

type harvest struct {
	good    chan int
	bad     chan error
	pickers sync.WaitGroup
}

// The second channel is read when the first is closed, which waits for who sends on the second.
func (h *harvest) badPick(n int) {
	if n > 3 {
		h.bad <- fmt.Errorf("%d is too much", n) // want "h.bad.*closed when all of these goroutines are done"
		return
	}
	h.good <- n
}

func pickAll(numbers []int) {
	h := &harvest{good: make(chan int), bad: make(chan error)}
	for _, n := range numbers {
		h.pickers.Go(func() { h.badPick(n) })
	}
	go func() {
		h.pickers.Wait()
		close(h.good)
		close(h.bad)
	}()
	for n := range h.good {
		fmt.Println(n)
	}
	for err := range h.bad {
		fmt.Println(err)
	}
}

// The reports are read while the tasks are handed out.
func okReadBeside(n int) {
	tasks, failed := make(chan int), make(chan int)
	var workers, reader sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for task := range tasks {
				if task%3 == 0 {
					failed <- task
				}
			}
		})
	}
	reader.Go(func() {
		for task := range failed {
			fmt.Println(task)
		}
	})
	for task := range n {
		tasks <- task
	}
	close(tasks)
	workers.Wait()
	close(failed)
	reader.Wait()
}

// Room for every failure there can be.
func okRoomForAll(numbers []int) {
	good, bad := make(chan int), make(chan error, len(numbers))
	var pickers sync.WaitGroup
	for _, n := range numbers {
		pickers.Go(func() {
			if n > 3 {
				bad <- fmt.Errorf("%d is too much", n)
				return
			}
			good <- n
		})
	}
	go func() {
		pickers.Wait()
		close(good)
		close(bad)
	}()
	for n := range good {
		fmt.Println(n)
	}
	for err := range bad {
		fmt.Println(err)
	}
}

type transport struct {
	in         chan int
	readerDone chan struct{}
	err        error
}

func newTransport() *transport {
	t := &transport{in: make(chan int), readerDone: make(chan struct{})}
	go t.read()
	return t
}

func (t *transport) shut() {
	<-t.readerDone
}

// The word is given before the goroutine asks for it itself.
func (t *transport) read() {
	defer func() {
		close(t.readerDone)
		if t.err != nil {
			t.shut()
		}
	}()
	for range t.in {
		t.err = nil
	}
}

func useTransport() {
	t := newTransport()
	t.in <- 1
	close(t.in)
	t.shut()
}

type feed struct {
	in   chan int
	done chan struct{}
}

func newFeed() *feed {
	f := &feed{in: make(chan int), done: make(chan struct{})}
	go f.run()
	return f
}

func (f *feed) wait() { <-f.done }

// What is deferred last runs first.
func (f *feed) run() {
	defer f.wait()
	defer close(f.done)
	for range f.in {
	}
}

func useFeed() {
	f := newFeed()
	close(f.in)
	f.wait()
}

type drain struct {
	in   chan int
	done chan struct{}
}

func newDrain() *drain {
	d := &drain{in: make(chan int), done: make(chan struct{})}
	go d.run()
	return d
}

func (d *drain) wait() {
	<-d.done // want "waits for itself"
}

// What is deferred first runs last.
func (d *drain) run() {
	defer close(d.done)
	defer d.wait()
	for range d.in {
	}
}

func useDrain() {
	d := newDrain()
	close(d.in)
	d.wait()
}

type member struct {
	peers  []string
	joined chan struct{}
}

// The goroutine that says so is started only afterwards.
func newMember(peers []string) *member {
	m := &member{peers: peers, joined: make(chan struct{})}
	m.badAwait()
	go m.join()
	return m
}

func (m *member) badAwait() {
	if len(m.peers) > 0 {
		<-m.joined // want "is started only afterwards"
	}
}

func (m *member) join() {
	close(m.joined)
}

type follower struct{ joined chan struct{} }

// Started before it is waited for.
func okFollow() *follower {
	f := &follower{joined: make(chan struct{})}
	go f.join()
	<-f.joined
	return f
}

func (f *follower) join() {
	close(f.joined)
}

func awaitEnd(done <-chan struct{}) { <-done }

// What is deferred waits when the goroutine has been started.
func okDeferredWait(work func()) {
	done := make(chan struct{})
	defer awaitEnd(done)
	go func() {
		defer close(done)
		work()
	}()
}

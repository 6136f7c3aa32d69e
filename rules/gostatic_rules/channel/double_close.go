package example

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

func work(n int) error { return errors.New(fmt.Sprint(n)) }

// Closed where it goes wrong, and once more by the deferred call.
func badErrorPath() error {
	done := make(chan struct{})
	defer close(done) // want "closes done again, when the function returns, behind the close at example.go:19"
	if err := work(1); err != nil {
		close(done)
		return err
	}
	return nil
}

// The literal runs at the end, after the body has closed.
func badDeferredLiteral(n int) {
	results := make(chan int, 4)
	defer func() {
		fmt.Println(n)
		close(results) // want "closes results again"
	}()
	results <- n
	close(results)
}

// Each worker closes the channel all of them share.
func badWorkersClose(items []int) {
	results := make(chan error, len(items))
	for _, item := range items {
		go func() {
			defer close(results) // want "each of the goroutines started at example.go:40"
			results <- work(item)
		}()
	}
	for err := range results {
		fmt.Println(err)
	}
}

func produce(n int, out chan<- int) {
	defer close(out) // want "each of the goroutines"
	for i := 0; i < n; i++ {
		out <- i
	}
}

// The same with a function and a parameter.
func producers() (sum int) {
	numbers := make(chan int)
	for i := 0; i < 3; i++ {
		go produce(i, numbers)
	}
	for n := range numbers {
		sum += n
	}
	return sum
}

// Closed in every turn.
func badLoop(items []int) {
	ready := make(chan bool)
	for _, item := range items {
		fmt.Println(item)
		close(ready) // want "closes ready again"
	}
}

// The producer has closed it: that is why the loop ended.
func badBothSides() {
	numbers := make(chan int)
	go func() {
		for i := 0; i < 3; i++ {
			numbers <- i
		}
		close(numbers)
	}()
	for n := range numbers {
		fmt.Println(n)
	}
	close(numbers) // want "this closes numbers, and so does the goroutine started at example.go:81"
}

type server struct {
	quit chan struct{}
	jobs chan int
	once sync.Once
	mu   sync.Mutex
	done bool
	wg   sync.WaitGroup
}

func newServer() *server {
	s := &server{quit: make(chan struct{}), jobs: make(chan int)}
	s.wg.Add(1)
	go s.run()
	return s
}

func (s *server) run() {
	defer s.wg.Done()
	for {
		select {
		case <-s.quit:
			return
		case job := <-s.jobs:
			fmt.Println(job)
		}
	}
}

// Stop must be called once.
func (s *server) Stop() {
	close(s.quit)
	s.wg.Wait()
}

// Stopped on the error path, and again at the end.
func badStopTwice() error {
	s := newServer()
	defer s.Stop() // want "closes s.quit again"
	if err := work(1); err != nil {
		s.Stop()
		return err
	}
	return nil
}

// A watchdog stops it, whether or not it has been stopped.
func badStopByTwo() {
	s := newServer()
	go func() {
		time.Sleep(time.Second)
		s.Stop()
	}()
	fmt.Println(work(1))
	s.Stop() // want "this closes s.quit, and so does the goroutine"
}

// The once sees to it.
func (s *server) StopOnce() { s.once.Do(func() { close(s.quit) }) }

func okOnce() {
	s := newServer()
	defer s.StopOnce()
	s.StopOnce()
}

// A flag under the lock.
func (s *server) StopFlag() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return
	}
	s.done = true
	close(s.quit)
}

func okFlag() {
	s := newServer()
	defer s.StopFlag()
	s.StopFlag()
}

// A closed channel is ready.
func (s *server) StopAsked() {
	select {
	case <-s.quit:
		return
	default:
	}
	close(s.quit)
}

func okAsked() {
	s := newServer()
	defer s.StopAsked()
	s.StopAsked()
}

// Nil once it is closed.
func (s *server) StopNil() {
	if s.quit != nil {
		close(s.quit)
		s.quit = nil
	}
}

func okNil() {
	s := newServer()
	defer s.StopNil()
	s.StopNil()
}

// A variable tells the deferred literal.
func okVariable() error {
	done := make(chan struct{})
	closed := false
	defer func() {
		if !closed {
			close(done)
		}
	}()
	if err := work(1); err != nil {
		return err
	}
	close(done)
	closed = true
	return nil
}

// The last one closes.
func okLastOne(items []int) {
	var left atomic.Int32
	left.Store(int32(len(items)))
	out := make(chan int)
	for _, item := range items {
		go func() {
			out <- item
			if left.Add(-1) == 0 {
				close(out)
			}
		}()
	}
	for n := range out {
		fmt.Println(n)
	}
}

// A channel for each goroutine.
func okOneEach(items []int) {
	var parts []chan int
	for _, item := range items {
		part := make(chan int)
		parts = append(parts, part)
		go func() {
			defer close(part)
			part <- item
		}()
	}
	for _, part := range parts {
		for n := range part {
			fmt.Println(n)
		}
	}
}

// Two ways, one close on each.
func okEitherWay(err error) {
	over := make(chan int)
	if err != nil {
		close(over)
		return
	}
	close(over)
}

// A new channel each time.
func okMadeAnew(s *server) {
	close(s.quit)
	s.quit = make(chan struct{})
	close(s.quit)
}

// Closed when the first message comes, which is known by its number only.
func okFirst(items []int) {
	started := make(chan bool)
	for i := range items {
		if i == 0 {
			close(started)
		}
	}
}

type broker struct {
	mu   sync.Mutex
	subs map[string]chan string
}

// Who has left is still in the map when the broker ends.
func (b *broker) badLeave(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sub, found := b.subs[name]; found {
		close(sub) // want "sub stays in b.subs when it is closed here, and broker.shutdown closes"
	}
}

func (b *broker) shutdown() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, sub := range b.subs {
		close(sub)
	}
	clear(b.subs)
}

type hub struct {
	mu   sync.Mutex
	subs map[string]chan string
}

// Who has left is taken out.
func (h *hub) okLeave(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if sub, found := h.subs[name]; found {
		delete(h.subs, name)
		close(sub)
	}
}

func (h *hub) shutdown() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, sub := range h.subs {
		close(sub)
	}
	clear(h.subs)
}

// watchdog starts a goroutine that gives up when the returned function is not called in time.
func watchdog(limit time.Duration) func() {
	over := make(chan struct{})
	go func() {
		select {
		case <-over:
		case <-time.After(limit):
			panic("too slow")
		}
	}()
	return func() { close(over) }
}

// Each call makes a channel of its own.
func okOneEachCall() {
	try := func(f func()) {
		defer watchdog(time.Second)()
		f()
	}
	try(func() { fmt.Println(1) })
	try(func() { fmt.Println(2) })
}

func watched(n int) {
	defer watchdog(time.Second)()
	fmt.Println(n)
}

// The same through a function of its own, with one more around it.
func okOneEachCallee() {
	defer watchdog(time.Minute)()
	watched(1)
	watched(2)
}

// The function that one call has returned is called twice.
func badReturnedTwice(failed chan error) error {
	stop := watchdog(time.Second)
	defer stop() // want "closes over again"
	if err := <-failed; err != nil {
		stop()
		return err
	}
	return nil
}

// What is deferred was bound to the first server.
func okAnotherServer() {
	s := newServer()
	defer s.Stop()
	fmt.Println(work(1))
	s = newServer()
	defer s.Stop()
	fmt.Println(work(2))
}

// The loop is over when the goroutine is started.
func okStartedOnce(items []int) <-chan error {
	failed := make(chan error)
	fail := func(err error) {
		failed <- err
		close(failed)
	}
	for _, item := range items {
		if item < 0 {
			go fail(work(item))
			return failed
		}
	}
	close(failed)
	return failed
}

// The goroutine's channel is made by the call that starts it.
func okMadeByCallee(items []int) {
	var ready chan struct{}
	begin := func(item int) {
		ready = make(chan struct{})
		go func() {
			defer close(ready)
			fmt.Println(item)
		}()
	}
	for _, item := range items {
		begin(item)
		<-ready
	}
}

// The process ends in between.
func okProcessEnds(orders chan string) {
	quit := make(chan struct{})
	exit := func(good bool) {
		if good {
			os.Exit(0)
		}
		os.Exit(1)
	}
	stop := func() bool {
		over := make(chan struct{})
		go func() {
			close(quit)
			close(over)
		}()
		<-over
		return true
	}
	for order := range orders {
		switch order {
		case "restart":
			exit(stop())
		case "stop":
			exit(stop())
		}
	}
}

func giveUp(why string) {
	fmt.Println("giving up:", why)
	os.Exit(1)
}

// A function that never returns.
func okGivesUp(done chan bool) {
	stop := make(chan struct{})
	select {
	case <-done:
	case <-time.After(time.Second):
		close(stop)
		giveUp("late")
	}
	close(stop)
}

type desk struct {
	feeds []*feed
	all   []*topic
}

type feed struct {
	out  chan string
	gone bool
}

// Who cancels is still in the list when the desk ends.
func (f *feed) badCancel() {
	if !f.gone {
		f.gone = true
		close(f.out) // want "f.out stays in d.feeds when it is closed here"
	}
}

func (d *desk) end() {
	for _, f := range d.feeds {
		close(f.out)
	}
	d.feeds = nil
}

type topic struct {
	out  chan string
	gone bool
}

// Both ask.
func (t *topic) okCancel() {
	if !t.gone {
		t.gone = true
		close(t.out)
	}
}

func (d *desk) okEnd() {
	for _, t := range d.all {
		if !t.gone {
			t.gone = true
			close(t.out)
		}
	}
}

type outbox struct {
	stopped chan struct{}
	items   chan int
}

func newOutbox() *outbox { return &outbox{stopped: make(chan struct{}), items: make(chan int)} }

func (o *outbox) run() {
	defer close(o.stopped)
	for range o.items {
	}
}

type link struct{ out *outbox }

// Each goroutine has the object that was made before it was started.
func (l *link) okSwitch(moves int) {
	for range moves {
		l.move()
	}
}

func (l *link) move() {
	close(l.out.items)
	l.out = newOutbox()
	go func() { l.out.run() }()
}

func picked(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for item := range in {
			out <- item
		}
		close(out)
	}()
	return out
}

func total(in <-chan int) int {
	in = picked(in)
	sum := 0
	for item := range in {
		sum += item
	}
	return sum
}

// The parameter got another channel before that is closed.
func okOther() int {
	one := make(chan int, 1)
	one <- 1
	close(one)
	return total(one)
}

type session struct{ gone chan struct{} }

type registry struct {
	mu     sync.Mutex
	groups map[string]map[int]*session
}

// What is closed here is taken out under another name of the map.
func (r *registry) okServe(key string, id int, serve func()) {
	s := &session{gone: make(chan struct{})}
	r.mu.Lock()
	if r.groups[key] == nil {
		r.groups[key] = map[int]*session{}
	}
	r.groups[key][id] = s
	r.mu.Unlock()
	serve()
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-s.gone:
	default:
		close(s.gone)
	}
	if group, ok := r.groups[key]; ok {
		delete(group, id)
	}
}

func (r *registry) end(key string, id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sessions := r.groups[key]
	if s, ok := sessions[id]; ok {
		close(s.gone)
	}
}

// Closed in the one turn that counts down to zero: a second one is only a suspicion.
func fpCountedDown(in <-chan int, n int) <-chan int {
	out := make(chan int)
	go func() {
		for item := range in {
			n--
			if n >= 0 {
				out <- item
			}
			if n == 0 {
				close(out) // want "again"
			}
		}
		if n > 0 {
			close(out) // want "again"
		}
	}()
	return out
}

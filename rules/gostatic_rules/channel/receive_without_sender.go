package example

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"reflect"
	"time"
)

func load(n int) {}

// The goroutine was meant to say when it is done.
func badForgotten() {
	done := make(chan struct{})
	go func() {
		load(1)
	}()
	<-done // want "done"
}

func open(name string) error { return nil }

// When it cannot be opened nobody says that it is.
func badOpened(name string) {
	opened := make(chan struct{})
	go func() {
		if err := open(name); err != nil {
			fmt.Println(err)
			return
		}
		close(opened)
	}()
	<-opened // want "opened.*returns"
}

// It is said either way.
func okOpened(name string) {
	opened := make(chan error)
	go func() {
		if err := open(name); err != nil {
			opened <- err
			return
		}
		close(opened)
	}()
	<-opened
}

// Deferred, it is said on all ways.
func okDeferred(name string) {
	opened := make(chan struct{})
	go func() {
		defer close(opened)
		if err := open(name); err != nil {
			fmt.Println(err)
			return
		}
		load(1)
	}()
	<-opened
}

type topic struct {
	listeners map[chan string]bool
}

func newTopic() *topic { return &topic{listeners: make(map[chan string]bool)} }

func (t *topic) okListen() string {
	own := make(chan string)
	t.listeners[own] = true
	return <-own
}

// Found as the keys of a map.
func (t *topic) okTell(message string) {
	for listener := range t.listeners {
		listener <- message
	}
}

type ticket struct {
	n    int
	done chan int
}

type counter struct{ tickets chan ticket }

func newCounter() *counter {
	c := &counter{tickets: make(chan ticket, 1)}
	go func() {
		for t := range c.tickets {
			t.done <- t.n
		}
	}()
	return c
}

// A ticket that finds no room is dropped, and still waited for.
func (c *counter) badDropped(n int) int {
	t := ticket{n, make(chan int, 1)}
	select {
	case c.tickets <- t:
	default:
		fmt.Println("dropped")
	}
	return <-t.done // want "without having handed the channel"
}

// Who drops it says so.
func (c *counter) okSaid(n int) int {
	t := ticket{n, make(chan int, 1)}
	select {
	case c.tickets <- t:
	default:
		t.done <- -1
	}
	return <-t.done
}

func (c *counter) okGivesUp(n int) int {
	t := ticket{n, make(chan int, 1)}
	select {
	case c.tickets <- t:
	default:
		return -1
	}
	return <-t.done
}

type service struct {
	ready chan struct{}
	stop  chan struct{}
}

func newService() *service {
	return &service{ready: make(chan struct{}), stop: make(chan struct{})}
}

// Nobody closes the field.
func (s *service) badReady() {
	<-s.ready // want "s.ready"
}

// Nobody sends the items.
func badLoop() (sum int) {
	items := make(chan int)
	for item := range items { // want "items"
		sum += item
	}
	return sum
}

func wait(answer chan int) int {
	return <-answer // want "answer"
}

// Passed on to who waits, and to nobody who sends.
func passed() int {
	answer := make(chan int, 1)
	return wait(answer)
}

// Two wait for the same word.
func badBoth(both bool) {
	word := make(chan string)
	if both {
		go func() {
			fmt.Println(<-word) // want "word"
		}()
	}
	fmt.Println(<-word) // want "word"
}

// The worker waits for a start that nobody gives.
func badStart() {
	start := make(chan struct{})
	go func() {
		<-start // want "start"
		load(2)
	}()
	load(1)
}

// Closed by a method.
func (s *service) okStop() {
	go func() { <-s.stop }()
}

func (s *service) Stop() { close(s.stop) }

// Sent by the goroutine.
func okSent() int {
	answer := make(chan int)
	go func() { answer <- 1 }()
	return <-answer
}

// A signal arrives from the system.
func okSignal() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	<-stop
}

// Time passes by itself.
func okTimer() {
	<-time.After(time.Second)
}

// Another case of the select goes on.
func okOtherCase(limit <-chan time.Time) {
	never := make(chan struct{})
	select {
	case <-never:
	case <-limit:
	}
}

// Asked without waiting.
func okDefault() bool {
	ready := make(chan bool, 1)
	select {
	case <-ready:
		return true
	default:
		return false
	}
}

// Waits for ever on purpose.
func okForever() {
	<-make(chan struct{})
}

// The caller sends.
func okHandedOut() chan<- int {
	in := make(chan int)
	go func() {
		for n := range in {
			fmt.Println(n)
		}
	}()
	return in
}

type listener struct {
	events chan string
}

// The channel is registered with somebody who sends on it.
func okRegistered(register func(chan<- string)) string {
	l := listener{events: make(chan string)}
	register(l.events)
	return <-l.events
}

func fetch(n int) (int, error) { return n, nil }

// One way of the goroutine says nothing.
func badEarlyReturn(n int) int {
	result := make(chan int)
	go func() {
		value, err := fetch(n)
		if err != nil {
			fmt.Println(err)
			return
		}
		result <- value
	}()
	return <-result // want "when badEarlyReturn.func1 returns"
}

// Each worker is waited for, and one that fails does not report.
func badWorkers(items []int) {
	done := make(chan int)
	for _, item := range items {
		go func() {
			value, err := fetch(item)
			if err != nil {
				return
			}
			done <- value
		}()
	}
	for range items {
		fmt.Println(<-done) // want "done"
	}
}

type batcher struct {
	flush chan chan int
	quit  chan bool
}

// An empty batch is not answered.
func (b *batcher) serve(batch []int) {
	for {
		select {
		case reply := <-b.flush:
			if len(batch) == 0 {
				continue
			}
			reply <- len(batch)
		case <-b.quit:
			return
		}
	}
}

func badFlush() int {
	b := &batcher{flush: make(chan chan int), quit: make(chan bool)}
	go b.serve(nil)
	defer close(b.quit)
	reply := make(chan int)
	b.flush <- reply
	return <-reply // want "on which it does not answer"
}

// The close is deferred: every way answers.
func okDeferredClose(n int) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		if _, err := fetch(n); err != nil {
			return
		}
		load(n)
	}()
	<-over
}

// Both ways answer.
func okEitherWay(n int) int {
	result := make(chan int)
	go func() {
		value, err := fetch(n)
		if err != nil {
			result <- -1
			return
		}
		result <- value
	}()
	return <-result
}

// The error comes first, on a channel of its own.
func okHeardBefore(n int) (int, error) {
	result, failed := make(chan int, 1), make(chan error)
	go func() {
		value, err := fetch(n)
		failed <- err
		if err != nil {
			return
		}
		result <- value
	}()
	if err := <-failed; err != nil {
		return 0, err
	}
	return <-result, nil
}

type alarm struct {
	timer *time.Timer
	rung  chan struct{}
}

func newAlarm(d time.Duration) *alarm {
	a := &alarm{rung: make(chan struct{})}
	a.timer = time.AfterFunc(d, func() { close(a.rung) })
	return a
}

// Once it is stopped nobody rings.
func (a *alarm) badOff() {
	a.timer.Stop()
	<-a.rung // want "when the callback is stopped in time"
}

// Only what could not be stopped any more is waited for.
func (a *alarm) okOff() {
	if !a.timer.Stop() {
		<-a.rung
	}
}

type lending struct {
	stop func() bool
	back chan struct{}
}

func lend(ctx context.Context, give func()) *lending {
	l := &lending{back: make(chan struct{})}
	l.stop = context.AfterFunc(ctx, func() {
		give()
		close(l.back)
	})
	return l
}

// The same with the end of a context.
func (l *lending) badReturn(give func()) {
	if l.stop() {
		give()
	}
	<-l.back // want "when the callback is stopped in time"
}

func (l *lending) okReturn(give func()) {
	if l.stop() {
		give()
		return
	}
	<-l.back
}

var errStopped = errors.New("stopped")

type acceptor struct {
	serve   func() error
	stopped chan struct{}
}

func newAcceptor(serve func() error) *acceptor {
	return &acceptor{serve: serve, stopped: make(chan struct{})}
}

// An error of another kind than the expected one leaves the channel open.
func (a *acceptor) start() {
	go func() {
		err := a.serve()
		if !errors.Is(err, errStopped) {
			fmt.Println(err)
			return
		}
		close(a.stopped)
	}()
}

func (a *acceptor) badStop() {
	<-a.stopped // want "waits for ever"
}

type greeter struct {
	serve   func() error
	stopped chan struct{}
}

func newGreeter(serve func() error) *greeter {
	return &greeter{serve: serve, stopped: make(chan struct{})}
}

func (l *greeter) start() {
	go func() {
		defer close(l.stopped)
		if err := l.serve(); err != nil && err != errStopped {
			fmt.Println(err)
			return
		}
	}()
}

func (l *greeter) okStop() {
	<-l.stopped
}

type query struct {
	key    string
	answer chan int
}

// Messages of another kind ask for no answer.
func okKinds(queries chan query) int {
	go func() {
		values := map[string]int{}
		for q := range queries {
			if q.key == "reset" {
				clear(values)
				continue
			}
			q.answer <- values[q.key]
		}
	}()
	q := query{key: "size", answer: make(chan int)}
	queries <- q
	return <-q.answer
}

// A channel passed where any value is taken is used through reflection.
func subscribe(channel any) {
	reflect.ValueOf(channel).Send(reflect.ValueOf(1))
}

func okByReflection() {
	ch := make(chan int, 1)
	subscribe(ch)
	<-ch
}

// The same with the type spelled out.
func attach(channel interface{}) {
	reflect.ValueOf(channel).Send(reflect.ValueOf(1))
}

func okAttached() int {
	ch := make(chan int, 1)
	attach(ch)
	for n := range ch {
		return n
	}
	return 0
}

type order struct {
	id   int
	errc chan error
}

// The flag is false only where the answer was given.
func serve(orders chan *order, find func(int) bool) {
	for o := range orders {
		var (
			again bool
			tries int
		)
		for {
			if tries >= 3 {
				o.errc <- fmt.Errorf("no %d", tries)
				break
			}
			if !find(tries) {
				tries++
				continue
			}
			again = true
			break
		}
		if again {
			o.errc <- nil
		}
	}
}

func okFlagged(orders chan *order) error {
	o := &order{errc: make(chan error, 1)}
	orders <- o
	return <-o.errc
}

func startServing() chan *order {
	orders := make(chan *order)
	go serve(orders, func(n int) bool { return n > 1 })
	return orders
}

type part struct {
	n    int
	back chan int
}

// As many answers are awaited as parts were handed out.
func okCounted(work chan part, items []int) (sum int) {
	back := make(chan int, len(items))
	var parts []part
	for _, item := range items {
		parts = append(parts, part{n: item, back: back})
	}
	go func() {
		for _, p := range parts {
			work <- p
		}
	}()
	for i := 0; i < len(parts); i++ {
		sum += <-back
	}
	return sum
}

func startCounting() chan part {
	work := make(chan part)
	go func() {
		for p := range work {
			p.back <- p.n * 2
		}
	}()
	return work
}

func walk(n int, out chan<- int) {
	defer close(out)
	for i := 0; i < n; i++ {
		out <- i
	}
}

// One walker for each channel.
func okWalkers(sizes []int) (sum int) {
	outs := make([]chan int, len(sizes))
	for i := range outs {
		outs[i] = make(chan int)
	}
	for i := range sizes {
		go walk(sizes[i], outs[i])
	}
	for i := range outs {
		n, ok := <-outs[i]
		if !ok {
			continue
		}
		sum += n
	}
	return sum
}

// A way to wait for ever on purpose.
func okStayed(restore []func() error) {
	go func() {
		for _, f := range restore {
			if f() == nil {
				continue
			}
			forever := make(chan any)
			<-forever
		}
	}()
}

// A slot of its own is given back.
func okOwnSlot(items []int, ready func(int) error) {
	slots := make(chan struct{}, 2)
	done := make(chan struct{})
	for _, item := range items {
		go func() {
			if err := ready(item); err != nil {
				done <- struct{}{}
				return
			}
			slots <- struct{}{}
			defer func() { <-slots }()
			load(item)
			done <- struct{}{}
		}()
	}
	for range items {
		<-done
	}
}

type manager struct{ feed feed }

type feed struct{ cases []reflect.SelectCase }

func (f *feed) Subscribe(channel interface{}) func() {
	f.cases = append(f.cases, reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(channel)})
	return func() { f.cases = nil }
}

func (m *manager) Subscribe(sink chan<- int) func() { return m.feed.Subscribe(sink) }

// The same through a method that takes a channel.
func okSubscribed(m *manager) {
	events := make(chan int, 16)
	m.Subscribe(events)
	go func() {
		for event := range events {
			load(event)
		}
	}()
}

// A handler runs for each request: another one may answer.
func okHandler(mux *http.ServeMux) string {
	code := make(chan string)
	fail := func(w http.ResponseWriter, why string) {
		http.Error(w, why, http.StatusBadRequest)
		code <- why
	}
	mux.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("code") == "" {
			fmt.Fprintln(w, "go on")
			return
		}
		fail(w, r.FormValue("code"))
	})
	return <-code
}

// The error goes over the pipe, and who writes to it learns of it first: only an audit tells it.
func fpOverPipe(digest func(io.Reader) (int, error), write func(io.Writer) error) (int, error) {
	size := make(chan int)
	pr, pw := io.Pipe()
	go func() {
		n, err := digest(pr)
		if err != nil {
			pr.CloseWithError(err)
			return
		}
		size <- n
	}()
	if err := write(pw); err != nil {
		return 0, err
	}
	if err := pw.Close(); err != nil {
		return 0, err
	}
	return <-size, nil // want "size"
}

type informer struct{ handlers []*forwarder }

type forwarder struct{ events chan<- any }

func (f *forwarder) OnAdd(obj any) {
	select {
	case f.events <- obj:
	default:
	}
}

// Each informer gets the handler with the channel in it.
func watch(informers []*informer, add func(*informer, *forwarder) error) (<-chan any, error) {
	events := make(chan any, 1)
	handler := &forwarder{events: events}
	for _, inf := range informers {
		if err := add(inf, handler); err != nil {
			return nil, err
		}
	}
	return events, nil
}

func okWatched(informers []*informer, add func(*informer, *forwarder) error) any {
	events, err := watch(informers, add)
	if err != nil {
		return nil
	}
	return <-events
}

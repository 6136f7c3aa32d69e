package example

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// The sender needs the lock before it can send.
func badReceive() int {
	var mu sync.Mutex
	results := make(chan int)
	n := 0
	go func() {
		mu.Lock()
		n++
		mu.Unlock()
		results <- n
	}()
	mu.Lock()
	defer mu.Unlock()
	return n + <-results // want "mu"
}

// The receiver needs the lock before it can receive.
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

func (b *bus) badSend(event string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events <- event // want "mu"
}

// A select with no way out: both senders take the read side first.
type monitor struct {
	sync.RWMutex
	up, down chan int
	level    int
}

func newMonitor() *monitor {
	m := &monitor{up: make(chan int), down: make(chan int)}
	go m.feed(m.up)
	go m.feed(m.down)
	return m
}

func (m *monitor) feed(to chan<- int) {
	for {
		m.RLock()
		level := m.level
		m.RUnlock()
		to <- level
	}
}

func (m *monitor) badSelect() {
	m.Lock()
	defer m.Unlock()
	select { // want "."
	case n := <-m.up:
		m.level += n
	case n := <-m.down:
		m.level -= n
	}
}

// The wait lies in a callee.
type printer struct {
	mu   sync.Mutex
	done chan struct{}
	jobs int
}

func newPrinter() *printer {
	p := &printer{done: make(chan struct{})}
	go p.work()
	return p
}

func (p *printer) work() {
	p.mu.Lock()
	p.jobs--
	p.mu.Unlock()
	close(p.done)
}

func (p *printer) wait() { <-p.done }

func (p *printer) badThroughCall() {
	p.mu.Lock()
	p.wait() // want "mu"
	p.jobs = 0
	p.mu.Unlock()
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

// The child fills its pipe and waits for a reader, which waits for the child.
func badChildOutput(script string) ([]string, error) {
	cmd := exec.Command("sh", "-c", script)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := cmd.Wait(); err != nil { // want "before out is read"
		return nil, err
	}
	text, err := io.ReadAll(out)
	return strings.Fields(string(text)), err
}

// The child reads until its input ends, which is closed only when this function returns.
func badChildInput(lines []string) error {
	cmd := exec.Command("sort")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		return err
	}
	for _, line := range lines {
		fmt.Fprintln(in, line)
	}
	return cmd.Wait() // want "before in is closed"
}

// Read first.
func okChildOutput(script string) (n int, err error) {
	cmd := exec.Command("sh", "-c", script)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		n++
	}
	return n, cmd.Wait()
}

// Read in a goroutine.
func okChildReader(script string, each func(string)) error {
	cmd := exec.Command("sh", "-c", script)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			each(lines.Text())
		}
	}()
	if err := cmd.Start(); err != nil {
		return err
	}
	<-done
	return cmd.Wait()
}

// Closed before the wait.
func okChildInput(text string) error {
	cmd := exec.Command("sort")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	io.WriteString(in, text)
	in.Close()
	return cmd.Wait()
}

// Closed by who writes.
func okChildWriter(text string) error {
	cmd := exec.Command("sort")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	go func() {
		defer in.Close()
		io.WriteString(in, text)
	}()
	return cmd.Run()
}

// The pipe has no room: the write waits for a read that comes behind it.
func badPipe(from, into any) error {
	r, w := io.Pipe()
	if err := json.NewEncoder(w).Encode(from); err != nil { // want "waits for itself"
		return err
	}
	w.Close()
	return json.NewDecoder(r).Decode(into)
}

// Written for a caller who has not got the reader yet.
func badPipeReturned(text string) io.Reader {
	r, w := io.Pipe()
	fmt.Fprintln(w, text) // want "waits for itself"
	w.Close()
	return r
}

// Written by another goroutine.
func okPipe(from, into any) error {
	r, w := io.Pipe()
	go func() { w.CloseWithError(json.NewEncoder(w).Encode(from)) }()
	return json.NewDecoder(r).Decode(into)
}

// Read by another goroutine.
func okPipeReader(text string, use func(io.Reader)) {
	r, w := io.Pipe()
	go use(r)
	fmt.Fprintln(w, text)
	w.Close()
}

// An element by a computed index, given back before the wait.
type lanes struct{ all [8]sync.Mutex }

func (l *lanes) enter(id int) { l.all[(id/4)%8].Lock() }
func (l *lanes) leave(id int) { l.all[(id/4)%8].Unlock() }

func okLeftBeforeTheWait(l *lanes) {
	done := make(chan struct{})
	l.enter(1)
	go func() {
		defer close(done)
		l.enter(1)
		l.leave(1)
	}()
	l.leave(1)
	<-done
}

// A queue with room for a few: it fills, and the consumer wants the lock for each item, or on the tick beside.
type recorder struct {
	mu    sync.Mutex
	lines chan string
	kept  []string
}

func newRecorder() *recorder {
	r := &recorder{lines: make(chan string, 4)}
	go r.run(time.NewTicker(time.Second))
	return r
}

func (r *recorder) run(tick *time.Ticker) {
	for {
		select {
		case line := <-r.lines:
			fmt.Println(line)
		case <-tick.C:
			r.mu.Lock()
			r.kept = nil
			r.mu.Unlock()
		}
	}
}

func (r *recorder) badFillUnderLock(lines []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, line := range lines {
		r.kept = append(r.kept, line)
		r.lines <- line // want "mu"
	}
}

// The lock is given back before the queue may be full.
func (r *recorder) okFillUnlocked(lines []string) {
	r.mu.Lock()
	r.kept = append(r.kept, lines...)
	r.mu.Unlock()
	for _, line := range lines {
		r.lines <- line
	}
}

// A channel as a mutex: who opens puts the token in, everybody puts back what he takes.
type device struct {
	state sync.RWMutex
	comms chan struct{}
	open  bool
}

func (d *device) okOpen() {
	d.state.Lock()
	defer d.state.Unlock()
	if !d.open {
		d.comms = make(chan struct{}, 1)
		d.comms <- struct{}{}
		d.open = true
	}
}

func (d *device) okAsk(ask func()) {
	d.state.RLock()
	defer d.state.RUnlock()
	if d.open {
		<-d.comms
		ask()
		d.comms <- struct{}{}
	}
}

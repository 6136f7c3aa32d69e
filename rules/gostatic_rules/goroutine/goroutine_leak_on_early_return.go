package example

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

var errStop = errors.New("stop")

func fetch(key string) (string, error) { return key, nil }

func check(key string) error { return nil }

// The timeout wins: nobody receives any more, and the send waits for ever.
func badTimeout(key string) (string, error) {
	result := make(chan string)
	go func() {
		value, _ := fetch(key)
		result <- value // want "result.*badTimeout returns"
	}()
	select {
	case value := <-result:
		return value, nil
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

// So does a cancelled context.
func badContext(ctx context.Context, key string) error {
	done := make(chan error)
	go func() {
		done <- check(key) // want "done"
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// An error between the go statement and the receive.
func badErrorFirst(key string) (string, error) {
	result := make(chan string)
	go func() {
		value, _ := fetch(key)
		result <- value // want "result"
	}()
	if err := check(key); err != nil {
		return "", err
	}
	return <-result, nil
}

func asked(key string) <-chan string {
	answer := make(chan string)
	go func() {
		value, _ := fetch(key)
		answer <- value // want "leavesSecond returns"
	}()
	return answer
}

// The second of two is left behind when the first one is not liked.
func leavesSecond(a, b string) (string, error) {
	first, second := asked(a), asked(b)
	value := <-first
	if value == "" {
		return "", errStop
	}
	return value + <-second, nil
}

// The loop over what another function produces is left before the end.
func leavesProduced(limit int) int {
	for n := range produced(100) {
		if n > limit {
			return n
		}
	}
	return 0
}

func produced(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; i < n; i++ {
			out <- i // want "leavesProduced"
		}
	}()
	return out
}

// To its end, or with somebody else to read the rest, it may be left.
func okReadsProduced(n int) (sum int) {
	for each := range counted(n) {
		sum += each
	}
	return sum
}

func okRestDrained(n int) int {
	numbers := counted(n)
	defer func() {
		for range numbers {
		}
	}()
	return <-numbers
}

func counted(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; i < n; i++ {
			out <- i
		}
	}()
	return out
}

type question struct {
	key   string
	reply chan string
}

type oracle struct {
	questions chan question
	pending   map[string]chan string
	lock      sync.Mutex
}

func newOracle() *oracle {
	return &oracle{questions: make(chan question), pending: map[string]chan string{}}
}

func (o *oracle) serve() {
	for q := range o.questions {
		q.reply <- q.key // want "handed the channel of oracle.ask waits to send on q.reply"
	}
}

// Who asks goes away, and who answers stands still.
func (o *oracle) ask(ctx context.Context, key string) (string, error) {
	q := question{key, make(chan string)}
	o.questions <- q
	select {
	case answer := <-q.reply:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// With room for the answer nobody waits: not for this one.
func (o *oracle) okAsksWithRoom(ctx context.Context, key string) (string, error) {
	q := question{key, make(chan string, 1)}
	o.questions <- q
	select {
	case answer := <-q.reply:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// What waits under a key is taken back before the wait is given up.
func (o *oracle) okTakenBack(ctx context.Context, key string) (string, error) {
	reply := make(chan string)
	o.lock.Lock()
	o.pending[key] = reply
	o.lock.Unlock()
	select {
	case answer := <-reply:
		return answer, nil
	case <-ctx.Done():
		o.lock.Lock()
		defer o.lock.Unlock()
		if o.pending[key] == nil {
			return <-reply, nil
		}
		delete(o.pending, key)
		return "", ctx.Err()
	}
}

func (o *oracle) answer(key string) {
	o.lock.Lock()
	reply := o.pending[key]
	o.pending[key] = nil
	o.lock.Unlock()
	if reply != nil {
		reply <- key
	}
}

type voter struct{ votes chan string }

func newVoter() *voter { return &voter{votes: make(chan string)} }

func (v *voter) vote(name string) {
	v.votes <- name // want "votes"
}

// The channel is in a field, but nobody else reads it.
func (v *voter) elect(ctx context.Context) string {
	go v.vote("a")
	select {
	case name := <-v.votes:
		return name
	case <-ctx.Done():
		return ""
	}
}

// Only the first of two answers is received.
func badFirstOfTwo() string {
	answer := make(chan string)
	go func() { answer <- "primary" }() // want "answer"
	go func() { answer <- "replica" }()
	return <-answer
}

// The first failure ends the loop: the others stay behind.
func badFirstFailure(keys []string) error {
	failures := make(chan error)
	for _, key := range keys {
		go func() {
			failures <- check(key) // want "failures"
		}()
	}
	for range keys {
		if err := <-failures; err != nil {
			return err
		}
	}
	return nil
}

// The consumer leaves its loop, the producer goes on.
func badConsumerLeaves(ctx context.Context, keys []string) error {
	items := make(chan string)
	go func() {
		defer close(items)
		for _, key := range keys {
			items <- key // want "items"
		}
	}()
	for item := range items {
		if err := check(item); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// The early return skips the close that the worker waits for.
func badCloseSkipped(keys []string) error {
	jobs := make(chan string)
	go func() {
		for job := range jobs { // want "jobs"
			fmt.Println(job)
		}
	}()
	for _, key := range keys {
		if err := check(key); err != nil {
			return err
		}
		jobs <- key
	}
	close(jobs)
	return nil
}

// The goroutine waits for a start signal that never comes when the check fails.
func badNeverStarted(key string) error {
	start := make(chan struct{})
	go func() {
		<-start // want "start"
		fmt.Println(key)
	}()
	if err := check(key); err != nil {
		return err
	}
	close(start)
	return nil
}

func produce(out chan int, n int) {
	for i := 0; i < n; i++ {
		out <- i // want "out"
	}
}

// The same through a function that is started with the channel.
func passedOn(ctx context.Context, n int) (sum int) {
	numbers := make(chan int)
	go produce(numbers, n)
	for {
		select {
		case number := <-numbers:
			sum += number
		case <-ctx.Done():
			return sum
		}
	}
}

// Room for the answer: the goroutine ends whether somebody receives or not.
func okBuffered(key string) (string, error) {
	result := make(chan string, 1)
	go func() {
		value, _ := fetch(key)
		result <- value
	}()
	select {
	case value := <-result:
		return value, nil
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

// The sender gives up with the context.
func okSelectsContext(ctx context.Context, key string) error {
	done := make(chan error)
	go func() {
		select {
		case done <- check(key):
		case <-ctx.Done():
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Received on both ways.
func okDrained(ctx context.Context, key string) error {
	done := make(chan error)
	go func() { done <- check(key) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		<-done
		return ctx.Err()
	}
}

// Room for all answers.
func okRoomForAll(keys []string) error {
	failures := make(chan error, len(keys))
	for _, key := range keys {
		go func() { failures <- check(key) }()
	}
	for range keys {
		if err := <-failures; err != nil {
			return err
		}
	}
	return nil
}

// Closed on every way by a deferred call.
func okDeferredClose(keys []string) error {
	jobs := make(chan string)
	defer close(jobs)
	go func() {
		for job := range jobs {
			fmt.Println(job)
		}
	}()
	for _, key := range keys {
		if err := check(key); err != nil {
			return err
		}
		jobs <- key
	}
	return nil
}

// The go statement and the receive stand under the same condition.
func okSameCondition(async bool, key string) error {
	done := make(chan error)
	if async {
		go func() { done <- check(key) }()
	}
	if err := check(key); err != nil && !async {
		return err
	}
	if async {
		return <-done
	}
	return nil
}

// One of the two channels is answered, and the goroutine speaks on one only.
func okEither(key string) (string, error) {
	result, failure := make(chan string), make(chan error)
	go func() {
		value, err := fetch(key)
		if err != nil {
			failure <- err
			return
		}
		result <- value
	}()
	select {
	case value := <-result:
		return value, nil
	case err := <-failure:
		return "", err
	}
}

// As many receives as there are senders.
func okAllReceived(keys []string) (failed int) {
	failures := make(chan error)
	for _, key := range keys {
		go func() { failures <- check(key) }()
	}
	for range keys {
		if err := <-failures; err != nil {
			failed++
		}
	}
	return failed
}

// A goroutine of its own closes the channel when all workers are done, and the loop takes all there is.
func okCloser(keys []string) (all []string) {
	values := make(chan string)
	var workers sync.WaitGroup
	for _, key := range keys {
		workers.Add(1)
		go func() {
			defer workers.Done()
			value, _ := fetch(key)
			values <- value
		}()
	}
	go func() {
		workers.Wait()
		close(values)
	}()
	for value := range values {
		all = append(all, value)
	}
	return all
}

// Whoever calls gets the channel and has to receive.
func okHandedOut(key string) <-chan string {
	result := make(chan string)
	go func() {
		value, _ := fetch(key)
		result <- value
	}()
	return result
}

// The rest is received by a goroutine started for that.
func okDrainedInBackground(ctx context.Context, keys []string) error {
	values := make(chan string)
	go func() {
		defer close(values)
		for _, key := range keys {
			values <- key
		}
	}()
	defer func() {
		go func() {
			for range values {
			}
		}()
	}()
	for value := range values {
		if err := check(value); err != nil {
			return err
		}
	}
	return ctx.Err()
}

type sessions struct {
	mu     sync.Mutex
	byKey  map[string]time.Time
	ticker *time.Ticker
	quit   chan struct{}
	wake   chan struct{}
}

// Each store starts a goroutine that nothing ends, Close least of all.
func newSessions(every time.Duration) *sessions {
	s := &sessions{byKey: map[string]time.Time{}}
	go s.expire(every)
	return s
}

func (s *sessions) expire(every time.Duration) {
	for { // want "no way to end"
		time.Sleep(every)
		s.mu.Lock()
		clear(s.byKey)
		s.mu.Unlock()
	}
}

// The select has no case that ends.
func (s *sessions) badRefresh(every time.Duration) {
	s.ticker = time.NewTicker(every)
	go func() {
		for { // want "no way to end"
			select {
			case <-s.ticker.C:
				fmt.Println(len(s.byKey))
			case <-s.wake:
				fmt.Println("woken")
			}
		}
	}()
}

// Ended by a channel that Close closes.
func (s *sessions) okWatch(every time.Duration) {
	ticker := time.NewTicker(every)
	go func() {
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				fmt.Println(len(s.byKey))
			case <-s.quit:
				return
			}
		}
	}()
}

func (s *sessions) Close() error {
	if s.ticker != nil {
		s.ticker.Stop()
	}
	close(s.quit)
	return nil
}

type meter struct{ reads int }

// Nothing ever ends a meter: its goroutine is a daemon.
func okDaemon(every time.Duration) *meter {
	m := &meter{}
	go func() {
		for {
			time.Sleep(every)
			m.reads++
		}
	}()
	return m
}

type tail struct{ lines chan string }

// Ends when the lines do.
func (t *tail) okFollow() {
	go func() {
		for line := range t.lines {
			fmt.Println(line)
		}
	}()
}

func (t *tail) Close() { close(t.lines) }

type shell struct {
	lines chan string
	done  chan struct{}
	quit  chan struct{}
}

func startShell() *shell {
	s := &shell{lines: make(chan string), done: make(chan struct{}), quit: make(chan struct{})}
	go s.keepAlive(time.Second)
	go s.okKeepAlive(time.Second)
	return s
}

// The signal to stop is never given.
func (s *shell) keepAlive(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.lines <- ""
		case <-s.done: // want "nobody ever sends on or closes s.done"
			return
		}
	}
}

// This one is given.
func (s *shell) okKeepAlive(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			fmt.Println(<-s.lines)
		case <-s.quit:
			return
		}
	}
}

func (s *shell) okStop() { close(s.quit) }

// Each turn receives what it has started before it may leave.
func okSameTurn(try func(int) error, wait func() bool) error {
	answers := make(chan error)
	for n := 0; ; n++ {
		go func() {
			answers <- try(n)
		}()
		if err := <-answers; err == nil {
			return nil
		}
		if wait() {
			return errStop
		}
	}
}

// What the turns before have started is left behind.
func badEarlierTurns(items []string, check func(string) error, find func(string) []int) ([]int, error) {
	found := make(chan int)
	var all []int
	for _, item := range items {
		if err := check(item); err != nil {
			return nil, err
		}
		go func() {
			for _, n := range find(item) {
				found <- n // want "found"
			}
		}()
	}
	for range items {
		all = append(all, <-found)
	}
	return all, nil
}

// The first send finds room; the second one does not when the caller has gone.
func badSecondSend(ctx context.Context, lines <-chan string, say func(string) error) error {
	done := make(chan error, 1)
	go func() {
		for line := range lines {
			if line == "" {
				done <- errStop
				return
			}
			if err := say(line); err != nil {
				done <- err
				break
			}
		}
		done <- say("end") // want "waits to send on done"
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return nil
	}
}

// The goroutine that says so has waited for the workers, and they have waited for the reader.
func fpAllOver(read func() (int, error), handle func(int), workers int) (first error) {
	var wg sync.WaitGroup
	failed := make(chan error)
	input := make(chan int)
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range input {
				handle(n)
			}
		}()
	}
	go func() {
		for {
			n, err := read()
			if err != nil {
				failed <- err // want "failed"
				break         // only an audit tells it
			}
			input <- n
		}
		close(input)
	}()
	over := make(chan struct{})
	go func() {
		wg.Wait()
		close(over)
	}()
	for {
		select {
		case <-over:
			return first
		case err := <-failed:
			first = err
		}
	}
}

// The shutdown makes it end without a word.
func fpShutDown(ctx context.Context, srv *http.Server) error {
	failed := make(chan error)
	go func() {
		if err := srv.ListenAndServe(); err != nil && err != http.ErrServerClosed {
			failed <- err // want "failed"
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return srv.Shutdown(context.Background()) // only an audit tells it
}

package example

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

var errLate = errors.New("late")

func work(n int) error { return errors.New(fmt.Sprint(n)) }

// After the deadline the result comes to a closed channel.
func badAfterTimeout(d time.Duration) error {
	result := make(chan error, 1)
	defer close(result)
	go func() {
		result <- work(1) // want "started at example.go:19 sends on result, and badAfterTimeout closes it at example.go:18"
	}()
	select {
	case err := <-result:
		return err
	case <-time.After(d):
		return errLate
	}
}

// The context is over for both: which of them sees it first is open.
func badClosedByContext(ctx context.Context) {
	out := make(chan int)
	go func() {
		<-ctx.Done()
		close(out)
	}()
	go func() {
		for n := range out {
			fmt.Println(n)
		}
	}()
	for i := 0; ; i++ {
		select {
		case out <- i: // want "out"
		case <-ctx.Done():
			return
		}
	}
}

// One goroutine, the wrong order.
func badOrder() {
	numbers := make(chan int, 2)
	numbers <- 1
	close(numbers)
	numbers <- 2 // want "behind the close at example.go:55"
}

type feed struct {
	items chan int
	over  sync.WaitGroup
}

func newFeed() *feed {
	f := &feed{items: make(chan int)}
	f.over.Add(1)
	go f.run()
	return f
}

func (f *feed) run() {
	defer f.over.Done()
	for item := range f.items {
		fmt.Println(item)
	}
}

func (f *feed) Add(item int) { f.items <- item } // want "f.items"

func (f *feed) Close() {
	close(f.items)
	f.over.Wait()
}

// Used after it was closed.
func useClosed() {
	f := newFeed()
	f.Add(1)
	f.Close()
	f.Add(2)
}

// Nobody waits for the workers.
func badWorkers(n int) {
	results := make(chan int, n)
	for i := 0; i < n; i++ {
		go func() {
			results <- i // want "results"
		}()
	}
	close(results)
	for result := range results {
		fmt.Println(result)
	}
}

// Waits, then closes.
func okWaits(n int) {
	results := make(chan int, n)
	var workers sync.WaitGroup
	for i := 0; i < n; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			results <- i
		}()
	}
	workers.Wait()
	close(results)
	for result := range results {
		fmt.Println(result)
	}
}

// A goroutine waits and closes.
func okCloser(n int) {
	results := make(chan int)
	var workers sync.WaitGroup
	for i := 0; i < n; i++ {
		workers.Go(func() { results <- i })
	}
	go func() {
		workers.Wait()
		close(results)
	}()
	for result := range results {
		fmt.Println(result)
	}
}

// As many receives as sends.
func okCounted(n int) {
	results := make(chan int)
	for i := 0; i < n; i++ {
		go func() { results <- i }()
	}
	for i := 0; i < n; i++ {
		fmt.Println(<-results)
	}
	close(results)
}

// The sender closes what it sends on.
func okOwner(items []int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for _, item := range items {
			out <- item
		}
	}()
	return out
}

// The goroutine says that it is done.
func okTold(items []int) {
	jobs := make(chan int)
	done := make(chan bool)
	go func() {
		for _, item := range items {
			jobs <- item
		}
		done <- true
	}()
	go func() {
		for job := range jobs {
			fmt.Println(job)
		}
	}()
	<-done
	close(jobs)
}

type hub struct {
	mu     sync.Mutex
	closed bool
	out    chan string
}

// The flag is asked under the lock.
func (h *hub) Say(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.out <- text
	}
}

func (h *hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	close(h.out)
}

func okFlagged() {
	h := &hub{out: make(chan string, 1)}
	go h.Say("one")
	h.Close()
	h.Say("two")
}

// The panic is caught on purpose.
func try(out chan int, n int) (ok bool) {
	defer func() { recover() }()
	out <- n
	return true
}

func okRecovered() {
	out := make(chan int)
	go try(out, 1)
	close(out)
}

// One answer of each is received before the close: for audits only.
func fpCountedAnswers(parts map[string]int) int {
	answers := make(chan int)
	for _, part := range parts {
		go func() { answers <- part }() // want "sends on answers"
	}
	sum := 0
	for range parts {
		sum += <-answers
	}
	close(answers)
	return sum
}

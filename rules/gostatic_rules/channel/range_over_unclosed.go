package example

import (
	"fmt"
	"sync"
	"time"
)

func handle(n int) {}

// The worker outlives the function that feeds it.
func badWorker(items []int) {
	jobs := make(chan int)
	go func() {
		for job := range jobs { // want "jobs"
			handle(job)
		}
	}()
	for _, item := range items {
		jobs <- item
	}
}

func valid(n int) error { return nil }

// A mistake ends the sender before it closes.
func badSenderFails(items []int) (sum int) {
	results := make(chan int)
	go func() {
		for _, item := range items {
			if err := valid(item); err != nil {
				return
			}
			results <- item
		}
		close(results)
	}()
	for result := range results { // want "func1 returns"
		sum += result
	}
	return sum
}

// All senders are done, and the loop still waits.
func badCollect(items []int) (sum int) {
	results := make(chan int)
	for _, item := range items {
		go func() { results <- item * 2 }()
	}
	for result := range results { // want "results"
		sum += result
	}
	return sum
}

// Waiting for the senders is not closing.
func badWaited(items []int) {
	results := make(chan int, len(items))
	var workers sync.WaitGroup
	for _, item := range items {
		workers.Add(1)
		go func() {
			defer workers.Done()
			results <- item
		}()
	}
	workers.Wait()
	for result := range results { // want "results"
		fmt.Println(result)
	}
}

// The loop runs beside the senders.
func badPrinter(lines []string) {
	out := make(chan string, 8)
	go func() {
		for line := range out { // want "out"
			fmt.Println(line)
		}
	}()
	for _, line := range lines {
		select {
		case out <- line:
		default:
		}
	}
}

func drain(in <-chan string) {
	for line := range in { // want "in"
		fmt.Println(line)
	}
}

// The same through a parameter.
func passed(lines []string) {
	out := make(chan string)
	go drain(out)
	for _, line := range lines {
		out <- line
	}
}

// Closed by the one who sends.
func okClosed(items []int) {
	jobs := make(chan int)
	go func() {
		for job := range jobs {
			handle(job)
		}
	}()
	for _, item := range items {
		jobs <- item
	}
	close(jobs)
}

// Closed by a deferred call.
func okDeferred(items []int) (sum int) {
	results := make(chan int)
	go func() {
		defer close(results)
		for _, item := range items {
			results <- item
		}
	}()
	for result := range results {
		sum += result
	}
	return sum
}

// Closed when all workers are done.
func okCloser(items []int) (sum int) {
	results := make(chan int)
	var workers sync.WaitGroup
	for _, item := range items {
		workers.Add(1)
		go func() {
			defer workers.Done()
			results <- item
		}()
	}
	go func() {
		workers.Wait()
		close(results)
	}()
	for result := range results {
		sum += result
	}
	return sum
}

// Left by a count.
func okCounted(items []int) (sum int) {
	results := make(chan int, len(items))
	for _, item := range items {
		results <- item
	}
	for result := range results {
		return result
	}
	return sum
}

// Who gets the channel closes it.
func okHandedOut() chan<- int {
	jobs := make(chan int)
	go func() {
		for job := range jobs {
			handle(job)
		}
	}()
	return jobs
}

// What a caller hands over is closed by the caller.
func okGiven(jobs <-chan int) {
	for job := range jobs {
		handle(job)
	}
}

type pool struct {
	jobs chan int
}

func newPool() *pool { return &pool{jobs: make(chan int)} }

func (p *pool) run() {
	for job := range p.jobs {
		handle(job)
	}
}

func (p *pool) okAdd(job int) { p.jobs <- job }

// Closed by another method.
func (p *pool) okClose() { close(p.jobs) }

type monitor struct {
	ticker *time.Ticker
	quit   chan struct{}
}

// Stop does not close the ticker's channel: the goroutine waits for ever.
func badTickerStopped(every time.Duration) *monitor {
	m := &monitor{ticker: time.NewTicker(every)}
	go func() {
		for range m.ticker.C { // want "Stop does not close"
			handle(1)
		}
	}()
	return m
}

func (m *monitor) okStop() { m.ticker.Stop() }

// The loop asks whether it shall end only when a tick comes, and there is none any more.
func badTickerLocal(every time.Duration) (stop func()) {
	ticker := time.NewTicker(every)
	go func() {
		for now := range ticker.C { // want "Stop does not close"
			fmt.Println(now)
		}
	}()
	return func() { ticker.Stop() }
}

type heart struct {
	ticker *time.Ticker
	done   chan struct{}
}

// Another way to end the loop.
func (h *heart) okSelect() {
	h.ticker = time.NewTicker(time.Second)
	go func() {
		for {
			select {
			case <-h.ticker.C:
				handle(1)
			case <-h.done:
				return
			}
		}
	}()
}

func (h *heart) okStop() {
	h.ticker.Stop()
	close(h.done)
}

// Leaves by itself; the ticker is stopped on the way.
func okTickerBounded(every time.Duration, n int) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for range ticker.C {
		n--
		if n == 0 {
			return
		}
	}
}

func parse(line string) (int, error) { return len(line), nil }

// A line that cannot be parsed ends the producer before it closes.
func produce(lines []string, out chan<- int) {
	for _, line := range lines {
		n, err := parse(line)
		if err != nil {
			return
		}
		out <- n
	}
	close(out)
}

func badProducerFails(lines []string) {
	numbers := make(chan int)
	go produce(lines, numbers)
	for n := range numbers { // want "when produce returns"
		handle(n)
	}
}

// The close is deferred.
func okProducerFails(lines []string) {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for _, line := range lines {
			n, err := parse(line)
			if err != nil {
				return
			}
			numbers <- n
		}
	}()
	for n := range numbers {
		handle(n)
	}
}

type workshop struct {
	orders chan int
	wg     sync.WaitGroup
}

func newWorkshop() *workshop { return &workshop{orders: make(chan int, 4)} }

// finish waits for the workers, which wait for the end of the orders.
func (w *workshop) badStart(workers int) {
	for range workers {
		w.wg.Add(1)
		go func() {
			defer w.wg.Done()
			for order := range w.orders { // want "orders"
				handle(order)
			}
		}()
	}
}

func (w *workshop) okOrder(n int) { w.orders <- n }

func (w *workshop) okFinish() { w.wg.Wait() }

// The sender goes on for ever: there is always more to come; only an audit tells it.
func fpEndless(read func() int) {
	blocks := make(chan int)
	go func() {
		for i := 0; ; i++ {
			if i > 0 {
				time.Sleep(time.Second)
			}
			blocks <- read()
		}
	}()
	for block := range blocks { // want "blocks"
		fmt.Println(block)
	}
}

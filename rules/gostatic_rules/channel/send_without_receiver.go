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

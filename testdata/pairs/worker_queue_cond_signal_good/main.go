// Command worker_queue_cond_signal has one condition on which several workers wait for items, or for the end.
package main

import (
	"fmt"
	"sync"
	"time"
)

type queue struct {
	mu    sync.Mutex
	state *sync.Cond
	items []int
	ended bool
}

func newQueue() *queue {
	q := &queue{}
	q.state = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.state.Signal()
}

func (q *queue) finish() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	q.state.Broadcast()
}

func (q *queue) take() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.ended {
		q.state.Wait()
	}
	if len(q.items) == 0 {
		return 0, false
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v, true
}

func main() {
	q := newQueue()
	var workers sync.WaitGroup
	var ready sync.WaitGroup
	ready.Add(3)
	for range 3 {
		workers.Go(func() {
			ready.Done()
			for {
				if _, more := q.take(); !more {
					return
				}
			}
		})
	}
	ready.Wait()
	q.put(1)
	q.put(2)
	time.Sleep(20 * time.Millisecond) // every worker waits for more
	q.finish()
	workers.Wait()
	fmt.Println("all workers left")
}

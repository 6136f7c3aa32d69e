// Command lossy_notifications wakes a worker through a channel of capacity one; a wake-up that is already there is enough.
package main

import (
	"fmt"
	"sync"
)

type Queue struct {
	mu    sync.Mutex
	items []string
	wake  chan struct{}
	quit  chan struct{}
	wg    sync.WaitGroup
	seen  int
}

func NewQueue() *Queue {
	q := &Queue{wake: make(chan struct{}, 1), quit: make(chan struct{})}
	q.wg.Add(1)
	go q.work()
	return q
}

func (q *Queue) Push(item string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *Queue) drain() {
	q.mu.Lock()
	items := q.items
	q.items = nil
	q.mu.Unlock()
	q.seen += len(items)
}

func (q *Queue) work() {
	defer q.wg.Done()
	for {
		select {
		case <-q.wake:
			q.drain()
		case <-q.quit:
			q.drain()
			return
		}
	}
}

func (q *Queue) Close() int {
	close(q.quit)
	q.wg.Wait()
	return q.seen
}

func main() {
	q := NewQueue()
	for i := range 100 {
		q.Push(fmt.Sprint(i))
	}
	fmt.Println(q.Close())
}

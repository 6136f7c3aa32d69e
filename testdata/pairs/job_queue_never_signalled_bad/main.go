// Command job_queue_never_signalled hands jobs to a worker through a queue on a condition variable.
package main

// needs: cond in a field

import (
	"fmt"
	"sync"
	"time"
)

type jobQueue struct {
	mu       sync.Mutex
	nonEmpty *sync.Cond
	jobs     []string
	closed   bool
}

func newJobQueue() *jobQueue {
	q := &jobQueue{}
	q.nonEmpty = sync.NewCond(&q.mu)
	return q
}

func (q *jobQueue) push(job string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, job)
}

func (q *jobQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

// pop waits for a job; ok is false when the queue is closed and empty.
func (q *jobQueue) pop() (job string, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 && !q.closed {
		q.nonEmpty.Wait() // want "cond-lost-wakeup"
	}
	if len(q.jobs) == 0 {
		return "", false
	}
	job, q.jobs = q.jobs[0], q.jobs[1:]
	return job, true
}

func main() {
	q := newJobQueue()
	done := make(chan int)
	go func() {
		n := 0
		for {
			job, ok := q.pop()
			if !ok {
				break
			}
			fmt.Println("ran", job)
			n++
		}
		done <- n
	}()
	time.Sleep(20 * time.Millisecond) // the first job takes a while to arrive
	q.push("vacuum")
	q.close()
	fmt.Println(<-done, "jobs")
}

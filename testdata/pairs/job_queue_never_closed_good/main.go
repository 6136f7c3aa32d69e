// Command job_queue_never_closed has workers that range over a queue; somebody has to say that it is the end.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type queue struct {
	jobs chan string
	wg   sync.WaitGroup

	mu  sync.Mutex
	out []string
}

func (q *queue) start(workers int) {
	for i := 0; i < workers; i++ {
		q.wg.Go(func() {
			for job := range q.jobs {
				q.mu.Lock()
				q.out = append(q.out, strings.ToUpper(job))
				q.mu.Unlock()
			}
		})
	}
}

func (q *queue) submit(jobs ...string) {
	for _, j := range jobs {
		q.jobs <- j
	}
}

func (q *queue) finish() int {
	close(q.jobs)
	q.wg.Wait()
	return len(q.out)
}

func main() {
	q := &queue{jobs: make(chan string, 4)}
	q.start(3)
	q.submit("a", "b", "c")
	fmt.Println(q.finish())
}

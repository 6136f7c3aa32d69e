// Command image_pool_jobs_not_closed spreads work over a few workers and waits for them.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type task struct{ id, weight int }

type pool struct {
	size int
	done atomic.Int64
}

func (p *pool) work(tasks <-chan task, group *sync.WaitGroup) {
	defer group.Done()
	for t := range tasks {
		p.done.Add(int64(t.weight))
	}
}

func (p *pool) run(all []task) int64 {
	tasks := make(chan task, p.size)
	var group sync.WaitGroup
	for range p.size {
		group.Add(1)
		go p.work(tasks, &group)
	}
	for _, t := range all {
		tasks <- t
	}
	close(tasks)
	group.Wait()
	return p.done.Load()
}

func main() {
	p := &pool{size: 3}
	fmt.Println(p.run([]task{{1, 5}, {2, 7}, {3, 1}, {4, 2}}))
}

// A pool waits for its workers, which range over the jobs, before it closes the jobs.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type Task interface{ Do() error }

type TaskFunc func() error

func (f TaskFunc) Do() error { return f() }

type Pool struct {
	tasks chan Task
	group sync.WaitGroup

	errMu sync.Mutex
	err   error
}

func NewPool(n int) *Pool {
	if n <= 0 {
		n = runtime.NumCPU()
	}
	p := &Pool{tasks: make(chan Task, n)}
	p.group.Add(n)
	for range n {
		go p.worker()
	}
	return p
}

func (p *Pool) worker() {
	defer p.group.Done()
	for t := range p.tasks {
		if err := t.Do(); err != nil {
			p.errMu.Lock()
			if p.err == nil {
				p.err = err
			}
			p.errMu.Unlock()
		}
	}
}

func (p *Pool) Submit(t Task) { p.tasks <- t }

func (p *Pool) Close() error {
	close(p.tasks)
	p.group.Wait()
	return p.err
}

func main() {
	p := NewPool(2)
	for i := range 5 {
		p.Submit(TaskFunc(func() error {
			if i == 3 {
				return fmt.Errorf("task %d", i)
			}
			return nil
		}))
	}
	fmt.Println(p.Close())
}

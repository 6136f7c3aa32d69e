package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

type job struct {
	id       int
	attempts int
	do       func(attempt int) error
}

type pool struct {
	workers int
	retries int
	pause   time.Duration

	jobs chan job
	wg   sync.WaitGroup
	open sync.WaitGroup
}

type option func(*pool)

func withWorkers(n int) option         { return func(p *pool) { p.workers = n } }
func withRetries(n int) option         { return func(p *pool) { p.retries = n } }
func withPause(d time.Duration) option { return func(p *pool) { p.pause = d } }

func newPool(opts ...option) *pool {
	p := &pool{workers: 1}
	for _, o := range opts {
		o(p)
	}
	p.jobs = make(chan job, 16)
	p.wg.Add(p.workers)
	for i := 0; i < p.workers; i++ {
		go p.work()
	}
	return p
}

func (p *pool) submit(j job) {
	p.open.Add(1)
	p.jobs <- j
}

func (p *pool) work() {
	defer p.wg.Done()
	for j := range p.jobs {
		if err := j.do(j.attempts); err != nil && j.attempts < p.retries {
			time.Sleep(p.pause)
			j.attempts++
			p.submit(j)
		}
		p.open.Done()
	}
}

func (p *pool) stop() {
	p.open.Wait()
	close(p.jobs)
	p.wg.Wait()
}

func main() {
	p := newPool(withWorkers(2), withRetries(2), withPause(10*time.Millisecond))
	for id := range 4 {
		p.submit(job{id: id, do: func(attempt int) error {
			if attempt < 2 {
				return errors.New("try again")
			}
			fmt.Println("done", id)
			return nil
		}})
	}
	p.stop()
}

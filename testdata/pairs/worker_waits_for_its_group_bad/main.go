// Command worker_waits_for_its_group drains a queue; a task that finds the queue broken shuts the pool down.
package main

// needs: interface, WaitGroup, self-wait

import (
	"errors"
	"fmt"
	"sync"
)

type Task interface{ Run(p *Pool) error }

type Pool struct {
	tasks chan Task
	wg    sync.WaitGroup
	stop  sync.Once
	quit  chan struct{}
}

func NewPool(workers int) *Pool {
	p := &Pool{tasks: make(chan Task, 16), quit: make(chan struct{})}
	for range workers {
		p.wg.Go(p.work)
	}
	return p
}

func (p *Pool) work() {
	for {
		select {
		case <-p.quit:
			return
		case t := <-p.tasks:
			if err := t.Run(p); err != nil { // or "waitgroup-wait-cycle"
				fmt.Println("worker:", err)
			}
		}
	}
}

func (p *Pool) halt() { p.stop.Do(func() { close(p.quit) }) }

// Shutdown stops the workers and waits for them.
func (p *Pool) Shutdown() {
	p.halt()
	p.wg.Wait() // want "waitgroup-wait-cycle"
}

type resize struct{ width int }

func (r resize) Run(*Pool) error {
	if r.width <= 0 {
		return errors.New("bad width")
	}
	return nil
}

type poison struct{}

func (poison) Run(p *Pool) error {
	p.Shutdown() // or "waitgroup-wait-cycle"
	return errors.New("queue is broken")
}

func main() {
	p := NewPool(2)
	for _, t := range []Task{resize{10}, resize{0}, poison{}} {
		p.tasks <- t
	}
	p.wg.Wait() // or "waitgroup-wait-cycle"
	fmt.Println("pool is down")
}

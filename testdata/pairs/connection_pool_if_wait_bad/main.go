// Command connection_pool_if_wait lends a few connections to many borrowers.
package main

// needs: one body

import (
	"fmt"
	"sync"
	"time"
)

// observe-expect: panic

type conn struct{ id int }

type pool struct {
	mu   sync.Mutex
	back sync.Cond
	idle []*conn
}

func newPool(size int) *pool {
	p := &pool{}
	p.back.L = &p.mu
	for i := range size {
		p.idle = append(p.idle, &conn{id: i})
	}
	return p
}

func (p *pool) borrow() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		p.back.Wait() // want "cond-wait-without-loop"
	}
	last := len(p.idle) - 1
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
}

func (p *pool) giveBack(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	p.back.Broadcast()
}

func main() {
	p := newPool(1)
	first := p.borrow()
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c := p.borrow()
			time.Sleep(10 * time.Millisecond) // a query
			p.giveBack(c)
		}()
	}
	time.Sleep(30 * time.Millisecond)
	p.giveBack(first)
	wg.Wait()
	fmt.Println(len(p.idle), "idle")
}

// Command unlock_around_blocking lets go of its lock while it waits for a connection, and takes it again.
package main

import (
	"fmt"
	"sync"
)

type pool struct {
	mu    sync.Mutex
	idle  []int
	freed chan struct{}
}

func (p *pool) get() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) == 0 {
		p.mu.Unlock()
		<-p.freed
		p.mu.Lock()
	}
	c := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return c
}

func (p *pool) put(c int) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	select {
	case p.freed <- struct{}{}:
	default:
	}
}

func main() {
	p := &pool{idle: []int{1, 2}, freed: make(chan struct{}, 1)}
	var users sync.WaitGroup
	for range 8 {
		users.Go(func() {
			c := p.get()
			p.put(c)
		})
	}
	users.Wait()
	fmt.Println(len(p.idle))
}

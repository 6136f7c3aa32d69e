// Command broker_stop_under_lock stops its consumers; a consumer reports its end through a method that locks.
package main

import (
	"fmt"
	"sync"
)

type consumer struct {
	quit    chan struct{}
	gone    chan struct{}
	onLeave func(*consumer)
}

func (c *consumer) run() {
	defer close(c.gone)
	<-c.quit
	c.onLeave(c)
}

type broker struct {
	mu        sync.Mutex
	consumers map[*consumer]struct{}
	left      int
}

func (b *broker) attach() *consumer {
	c := &consumer{quit: make(chan struct{}), gone: make(chan struct{}), onLeave: b.detach}
	b.mu.Lock()
	b.consumers[c] = struct{}{}
	b.mu.Unlock()
	go c.run()
	return c
}

func (b *broker) detach(c *consumer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left++
}

func (b *broker) stop() {
	b.mu.Lock()
	gone := b.consumers
	b.consumers = nil
	b.mu.Unlock()
	for c := range gone {
		close(c.quit)
		<-c.gone
	}
}

func main() {
	b := &broker{consumers: map[*consumer]struct{}{}}
	for range 3 {
		b.attach()
	}
	b.stop()
	fmt.Println(b.left, "left")
}

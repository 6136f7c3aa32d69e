// needs: cond, channel in a field, two goroutines wait for each other
package main

import (
	"fmt"
	"sync"
)

type frame struct {
	credit int
	data   string
}

type conn struct {
	mu     sync.Mutex
	room   *sync.Cond
	credit int
	wire   chan frame
	data   chan string
	sent   int
}

func dial(peer []frame) *conn {
	c := &conn{
		credit: 1,
		wire:   make(chan frame, len(peer)),
		data:   make(chan string),
	}
	c.room = sync.NewCond(&c.mu)
	for _, f := range peer {
		c.wire <- f
	}
	close(c.wire)
	go c.readLoop()
	return c
}

// readLoop takes frames off the wire: data goes to the application, credit to the writers.
func (c *conn) readLoop() {
	defer close(c.data)
	for f := range c.wire {
		if f.data != "" {
			c.data <- f.data // want "mixed-wait-cycle"
			continue
		}
		c.mu.Lock()
		c.credit += f.credit
		c.room.Broadcast()
		c.mu.Unlock()
	}
}

func (c *conn) Write(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.credit == 0 {
		c.room.Wait() // or "mixed-wait-cycle"
	}
	c.credit--
	c.sent++
}

func echo(c *conn) {
	c.Write("hello")
	c.Write("ready") // or "mixed-wait-cycle"
	for s := range c.data {
		fmt.Println("got", s)
	}
}

func main() {
	echo(dial([]frame{{data: "a"}, {credit: 2}, {data: "b"}}))
}

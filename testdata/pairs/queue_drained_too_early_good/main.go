// Package main stops a queue of work that still has workers behind it.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type collector struct {
	wg      sync.WaitGroup
	results chan int
	halt    atomic.Bool
}

func (c *collector) probe(target int) {
	defer c.wg.Done()
	for round := 1; !c.halt.Load(); round++ {
		time.Sleep(time.Duration(target) * time.Millisecond)
		c.results <- target * round
	}
}

func (c *collector) start(targets int) {
	for t := 1; t <= targets; t++ {
		c.wg.Add(1)
		go c.probe(t)
	}
}

func (c *collector) drain() (n int) {
	for {
		select {
		case <-c.results:
			n++
		default:
			return n
		}
	}
}

func (c *collector) stop() int {
	c.halt.Store(true)
	go func() {
		c.wg.Wait()
		close(c.results)
	}()
	n := 0
	for range c.results {
		n++
	}
	return n
}

func main() {
	c := &collector{results: make(chan int, 1)}
	c.start(6)
	sum := 0
	for i := 0; i < 6; i++ {
		sum += <-c.results
	}
	fmt.Println(sum > 0, c.stop() > 0)
}

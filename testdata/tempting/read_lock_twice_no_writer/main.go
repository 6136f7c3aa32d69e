// Command read_lock_twice_no_writer reads under a read lock inside of another one; everything is written before it is shared.
package main

import (
	"fmt"
	"sync"
)

type catalog struct {
	mu    sync.RWMutex
	items map[string]int
}

func load(names ...string) *catalog {
	c := &catalog{items: map[string]int{}}
	for _, n := range names {
		c.items[n] = len(n)
	}
	return c
}

func (c *catalog) price(name string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.items[name]
}

func (c *catalog) total(names ...string) (sum int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, n := range names {
		sum += c.price(n)
	}
	return sum
}

func main() {
	c := load("bolt", "nut")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.total("bolt", "nut", "bolt") })
	}
	wg.Wait()
	fmt.Println(c.total("bolt"))
}

// Command catalog_wrong_unlock_mode reads prices under a read lock.
package main

// needs: embedding

import (
	"fmt"
	"sync"
)

// observe-expect: fatal

type catalog struct {
	sync.RWMutex
	prices map[string]int
}

func (c *catalog) price(item string) (int, bool) {
	c.RLock()
	p, ok := c.prices[item]
	if !ok {
		c.Unlock() // want "unlock-of-unlocked"
		return 0, false
	}
	c.RUnlock()
	return p, true
}

func (c *catalog) set(item string, p int) {
	c.Lock()
	defer c.Unlock()
	c.prices[item] = p
}

func main() {
	c := &catalog{prices: make(map[string]int)}
	c.set("tea", 3)
	for _, item := range []string{"tea", "milk"} {
		p, ok := c.price(item)
		fmt.Println(item, p, ok)
	}
}

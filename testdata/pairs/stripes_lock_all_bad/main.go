// A striped counter locks all its stripes for a report and asks the method that locks one of them.
// needs: array of locks, loop, method call
package main

import (
	"fmt"
	"sync"
)

const stripes = 4

type Counters struct {
	locks  [stripes]sync.Mutex
	counts [stripes]map[string]int
}

func NewCounters() *Counters {
	c := &Counters{}
	for i := 0; i < stripes; i++ {
		c.counts[i] = map[string]int{}
	}
	return c
}

func index(key string) int {
	sum := 0
	for _, b := range []byte(key) {
		sum += int(b)
	}
	return sum % stripes
}

func (c *Counters) Inc(key string) {
	i := index(key)
	c.locks[i].Lock()
	defer c.locks[i].Unlock()
	c.counts[i][key]++
}

func (c *Counters) Get(key string) int {
	i := index(key)
	c.locks[i].Lock() // or "double-lock"
	defer c.locks[i].Unlock()
	return c.counts[i][key]
}

func (c *Counters) lockAll() {
	for i := range c.locks {
		c.locks[i].Lock()
	}
}

func (c *Counters) unlockAll() {
	for i := len(c.locks) - 1; i >= 0; i-- {
		c.locks[i].Unlock()
	}
}

// Report sums all keys up while nothing changes.
func (c *Counters) Report() (total int) {
	c.lockAll()
	defer c.unlockAll()
	for i := range c.counts {
		for key := range c.counts[i] {
			total += c.Get(key) // want "double-lock"
		}
	}
	return total
}

func main() {
	c := NewCounters()
	for _, k := range []string{"a", "b", "c", "a"} {
		c.Inc(k)
	}
	fmt.Println(c.Report(), c.Get("a"))
}

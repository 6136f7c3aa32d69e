// Command snapshot_trylock_ignored takes a snapshot of counters when it can and skips it when they are busy.
package main

// needs: one body

import (
	"fmt"
	"sync"
	"time"
)

// observe-expect: fatal

type counters struct {
	mu   sync.Mutex
	hits map[string]int
}

func (c *counters) hit(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits[path]++
	time.Sleep(30 * time.Millisecond) // sync to disk
}

// snapshot copies the counters.
func (c *counters) snapshot() map[string]int {
	c.mu.TryLock() // want "trylock-unchecked"
	copied := make(map[string]int, len(c.hits))
	for path, n := range c.hits {
		copied[path] = n
	}
	c.mu.Unlock()
	return copied
}

func main() {
	c := &counters{hits: make(map[string]int)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.hit("/login")
	}()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(c.snapshot())
	<-done
}

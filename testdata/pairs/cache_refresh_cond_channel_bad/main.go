// Command cache_refresh_cond_channel refreshes a cache in the background; readers wait until it is warm.
package main

// needs: cond, channel, lock

import (
	"fmt"
	"sync"
)

type Cache struct {
	mu      sync.Mutex
	warm    *sync.Cond
	ready   bool
	data    map[string]string
	refresh chan string
	applied chan struct{}
}

func NewCache() *Cache {
	c := &Cache{data: map[string]string{}, refresh: make(chan string), applied: make(chan struct{})}
	c.warm = sync.NewCond(&c.mu)
	go c.loop()
	return c
}

func (c *Cache) loop() {
	for key := range c.refresh {
		c.mu.Lock() // or "mixed-wait-cycle|lock-held-at-blocking-op"
		c.data[key] = "value of " + key
		c.ready = true
		c.warm.Broadcast()
		c.mu.Unlock()
		c.applied <- struct{}{}
	}
}

// Get returns a value, after the cache has become warm.
func (c *Cache) Get(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.ready {
		c.warm.Wait()
	}
	if v, ok := c.data[key]; ok {
		return v
	}
	c.refresh <- key
	<-c.applied // want "mixed-wait-cycle|lock-held-at-blocking-op"
	return c.data[key]
}

func main() {
	c := NewCache()
	c.refresh <- "boot"
	<-c.applied
	fmt.Println(c.Get("boot"))
	fmt.Println(c.Get("user"))
	close(c.refresh)
}

// Command crawler_add_inside fetches pages in parallel and then prints how many it has seen.
package main

// needs: closure, field

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// observe-expect: exit 3

type crawler struct {
	running sync.WaitGroup
	seen    atomic.Int64
}

func (c *crawler) fetch(url string) {
	time.Sleep(10 * time.Millisecond) // the network
	c.seen.Add(1)
}

func (c *crawler) start(url string) {
	go func() {
		c.running.Add(1) // want "waitgroup-add-inside-goroutine"
		defer c.running.Done()
		c.fetch(url)
	}()
}

func main() {
	urls := []string{"/", "/about", "/contact", "/jobs"}
	c := &crawler{}
	for _, url := range urls {
		c.start(url)
	}
	c.running.Wait()
	if seen := c.seen.Load(); seen != int64(len(urls)) {
		fmt.Printf("waited for %d of %d pages\n", seen, len(urls))
		os.Exit(3)
	}
}

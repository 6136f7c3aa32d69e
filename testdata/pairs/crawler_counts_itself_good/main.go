// Command crawler visits a site; each visit counts itself.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

// observe-expect: exit 3

type site map[string][]string

type crawler struct {
	sync.WaitGroup
	mu   sync.Mutex
	seen map[string]bool
	site site
}

func (c *crawler) visit(url string) {
	defer c.Done()
	time.Sleep(time.Millisecond)
	c.mu.Lock()
	c.seen[url] = true
	c.mu.Unlock()
	for _, next := range c.site[url] {
		c.Add(1)
		go c.visit(next)
	}
}

func crawl(s site, from string) int {
	c := &crawler{seen: map[string]bool{}, site: s}
	c.Add(1)
	go c.visit(from)
	c.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.seen)
}

func main() {
	s := site{"/": {"/a", "/b"}, "/a": {"/c"}}
	if n := crawl(s, "/"); n != 4 {
		fmt.Println("visited", n, "of 4")
		os.Exit(3)
	}
}

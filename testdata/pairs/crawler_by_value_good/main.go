// A value receiver: the goroutines count down the WaitGroup of a copy.
package main

import (
	"fmt"
	"sync"
)

type Fetcher func(url string) []string

type Crawler struct {
	Fetch Fetcher
	group sync.WaitGroup
	seen  *sync.Map
}

func (c *Crawler) visit(url string, depth int) {
	defer c.group.Done()
	if _, dup := c.seen.LoadOrStore(url, depth); dup || depth == 0 {
		return
	}
	for _, next := range c.Fetch(url) {
		c.group.Add(1)
		go c.visit(next, depth-1)
	}
}

func (c *Crawler) Crawl(start string, depth int) int {
	c.group.Add(1)
	go c.visit(start, depth)
	c.group.Wait()
	n := 0
	c.seen.Range(func(any, any) bool { n++; return true })
	return n
}

func main() {
	links := map[string][]string{"/": {"/a", "/b"}, "/a": {"/", "/b"}, "/b": {"/c"}}
	c := &Crawler{Fetch: func(u string) []string { return links[u] }, seen: new(sync.Map)}
	fmt.Println(c.Crawl("/", 3))
}

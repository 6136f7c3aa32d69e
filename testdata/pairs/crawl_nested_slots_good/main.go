// Command crawl_nested_slots crawls a tree of pages; each visit takes a slot and keeps it for the visits below.
package main

import (
	"fmt"
	"sync/atomic"
)

type page struct {
	url   string
	links []*page
}

type crawler struct {
	tokens chan int
	seen   atomic.Int32
}

func (c *crawler) take()     { c.tokens <- 1 }
func (c *crawler) giveBack() { <-c.tokens }

func (c *crawler) visit(p *page) {
	c.take()
	c.seen.Add(1)
	c.giveBack()
	for _, l := range p.links {
		c.visit(l)
	}
}

func main() {
	leaf := &page{url: "/a/b/c"}
	root := &page{"/", []*page{{"/a", []*page{{"/a/b", []*page{leaf}}}}}}
	c := &crawler{tokens: make(chan int, 2)}
	c.visit(root)
	fmt.Println(c.seen.Load())
}

// Command crawl_errgroup_limit walks a site with a bounded group; pages start their links in the same group.
package main

// needs: errgroup limit, recursion, closure

import (
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

type site map[string][]string

type crawler struct {
	g       errgroup.Group
	links   site
	visited atomic.Int32
}

func (c *crawler) visit(page string) error {
	c.visited.Add(1)
	for _, next := range c.links[page] {
		c.g.Go(func() error { return c.visit(next) }) // want "semaphore-not-released|waitgroup-wait-cycle|mixed-wait-cycle"
	}
	return nil
}

func main() {
	c := &crawler{links: site{
		"/":    {"/a", "/b", "/c"},
		"/a":   {"/a/1", "/a/2"},
		"/b":   {"/b/1"},
		"/a/1": {"/a/1/x"},
		"/a/2": {"/a/2/x"},
		"/b/1": {"/b/1/x", "/b/1/y"},
	}}
	c.g.SetLimit(2)
	c.g.Go(func() error { return c.visit("/") })
	if err := c.g.Wait(); err != nil { // or "semaphore-not-released|waitgroup-wait-cycle|mixed-wait-cycle"
		fmt.Println(err)
	}
	fmt.Println(c.visited.Load(), "pages")
}

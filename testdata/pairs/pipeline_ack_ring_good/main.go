// Command pipeline_ack_ring has a loader and a writer that acknowledge each other's pages.
package main

import (
	"fmt"
	"sync"
)

type link struct {
	pages chan int
	acks  chan int
}

func (l *link) loader(n int) {
	for p := range n {
		l.pages <- p
		fmt.Println("page", p, "acknowledged", <-l.acks)
	}
	close(l.pages)
}

func (l *link) writer() {
	for p := range l.pages {
		l.acks <- p
	}
}

func main() {
	l := &link{make(chan int), make(chan int)}
	var both sync.WaitGroup
	both.Go(func() { l.loader(3) })
	both.Go(l.writer)
	both.Wait()
}

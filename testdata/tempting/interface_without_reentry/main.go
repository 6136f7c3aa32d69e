// Command interface_without_reentry calls an interface under its lock; one of the implementations has a lock of its own, another one the same method name.
package main

import (
	"fmt"
	"sync"
)

type Sink interface{ Write(line string) int }

type Buffered struct {
	mu    sync.Mutex
	next  Sink
	lines []string
}

func (b *Buffered) Write(line string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, line)
	if len(b.lines) < 2 {
		return 0
	}
	n := 0
	for _, l := range b.lines {
		n += b.next.Write(l)
	}
	b.lines = nil
	return n
}

type Counter struct {
	mu sync.Mutex
	n  int
}

func (c *Counter) Write(line string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += len(line)
	return len(line)
}

func main() {
	var end Counter
	var top Sink = &Buffered{next: &Buffered{next: &end}}
	for i := range 9 {
		top.Write(fmt.Sprint("line ", i))
	}
	fmt.Println(end.n)
}

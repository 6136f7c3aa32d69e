// Command reply_of_capacity_one keeps counters in one goroutine; callers may lose patience before the answer.
package main

import (
	"fmt"
	"time"
)

type query struct {
	name   string
	answer chan int
}

type counters struct {
	queries chan query
	stop    chan struct{}
}

func (c *counters) serve() {
	values := map[string]int{}
	for {
		select {
		case q := <-c.queries:
			values[q.name]++
			time.Sleep(2 * time.Millisecond)
			q.answer <- values[q.name]
		case <-c.stop:
			return
		}
	}
}

func (c *counters) bump(name string, patience time.Duration) (int, bool) {
	q := query{name, make(chan int, 1)}
	c.queries <- q
	select {
	case n := <-q.answer:
		return n, true
	case <-time.After(patience):
		return 0, false
	}
}

func main() {
	c := &counters{make(chan query), make(chan struct{})}
	go c.serve()
	fmt.Println(c.bump("hits", time.Second))
	fmt.Println(c.bump("hits", time.Microsecond))
	fmt.Println(c.bump("hits", time.Second))
	close(c.stop)
}

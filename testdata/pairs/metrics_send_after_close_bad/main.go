// Command metrics_send_after_close ends its collector while reporters still report.
package main

// needs: channel in a field, close not ordered after the senders

import (
	"fmt"
	"sync"
	"time"
)

type sample struct {
	name  string
	value float64
}

type collector struct {
	in    chan sample
	ended chan int
}

func start() *collector {
	c := &collector{in: make(chan sample), ended: make(chan int, 1)}
	go func() {
		n := 0
		for range c.in {
			n++
		}
		c.ended <- n
	}()
	return c
}

func (c *collector) report(name string, times int) {
	for i := range times {
		c.in <- sample{name, float64(i)} // want "send-on-closed"
		time.Sleep(time.Millisecond)
	}
}

func main() {
	c := start()
	var reporters sync.WaitGroup
	for _, name := range []string{"cpu", "mem"} {
		reporters.Go(func() { c.report(name, 8) })
	}
	time.Sleep(3 * time.Millisecond)
	close(c.in) // or "send-on-closed"
	fmt.Println(<-c.ended)
	reporters.Wait()
}

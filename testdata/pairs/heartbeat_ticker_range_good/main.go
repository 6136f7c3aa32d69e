// Command heartbeat_ticker_range sends heartbeats of a connection until the connection is closed.
package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

type conn struct {
	beat  *time.Ticker
	beats atomic.Int64
	gone  chan struct{}
}

func dial(every time.Duration) *conn {
	c := &conn{beat: time.NewTicker(every), gone: make(chan struct{})}
	go c.pulse()
	return c
}

func (c *conn) pulse() {
	for {
		select {
		case <-c.beat.C:
			c.beats.Add(1)
		case <-c.gone:
			return
		}
	}
}

func (c *conn) hangUp() {
	c.beat.Stop()
	close(c.gone)
}

func main() {
	for range 3 {
		c := dial(time.Millisecond)
		time.Sleep(5 * time.Millisecond)
		c.hangUp()
		fmt.Println(c.beats.Load() > 0)
	}
}

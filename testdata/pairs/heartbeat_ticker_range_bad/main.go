// Command heartbeat_ticker_range sends heartbeats of a connection until the connection is closed.
package main

// needs: ticker, range, stop from outside

// observe-expect: leak

import (
	"fmt"
	"sync/atomic"
	"time"
)

type conn struct {
	beat  *time.Ticker
	beats atomic.Int64
}

func dial(every time.Duration) *conn {
	c := &conn{beat: time.NewTicker(every)}
	go c.pulse() // or "range-over-unclosed|ticker-timer-leak"
	return c
}

func (c *conn) pulse() {
	for range c.beat.C { // want "range-over-unclosed|ticker-timer-leak"
		c.beats.Add(1)
	}
}

func (c *conn) hangUp() {
	c.beat.Stop() // or "range-over-unclosed|ticker-timer-leak"
}

func main() {
	for range 3 {
		c := dial(time.Millisecond)
		time.Sleep(5 * time.Millisecond)
		c.hangUp()
		fmt.Println(c.beats.Load() > 0)
	}
}

// Command uplink sends a report, with a deadline of its own for each attempt.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync/atomic"
	"time"
)

var errBusy = errors.New("uplink: busy")

type conn struct {
	broken atomic.Bool
}

// guard breaks the connection when the attempt's context ends.
func (c *conn) guard(ctx context.Context) {
	go func() {
		<-ctx.Done()
		c.broken.Store(true)
	}()
}

func (c *conn) transmit(n int) error {
	if n < 2 {
		return errBusy
	}
	return nil
}

func send(ctx context.Context, c *conn, attempts int) error {
	var last error
	for n := 0; n < attempts; n++ {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Minute)
		c.guard(attempt)
		if err := c.transmit(n); err != nil {
			if errors.Is(err, errBusy) {
				cancel()
				last = err
				continue
			}
			cancel()
			return err
		}
		cancel()
		return nil
	}
	return fmt.Errorf("gave up: %w", last)
}

func main() {
	c := &conn{}
	if err := send(context.Background(), c, 4); err != nil {
		log.Fatal(err)
	}
	fmt.Println("sent")
}

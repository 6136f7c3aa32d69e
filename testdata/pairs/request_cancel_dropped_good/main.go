// Command request_cancel_dropped starts a heartbeat for each request it accepts.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var errQuota = errors.New("quota used up")

func heartbeat(ctx context.Context, id int) {
	t := time.NewTicker(2 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

type gate struct{ left int }

func (g *gate) handle(ctx context.Context, id int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go heartbeat(ctx, id)
	if g.left == 0 {
		return fmt.Errorf("request %d: %w", id, errQuota)
	}
	g.left--
	return nil
}

func main() {
	g := &gate{left: 2}
	for id := range 4 {
		fmt.Println(g.handle(context.Background(), id))
	}
}

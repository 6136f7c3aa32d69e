// Command consumer_ignores_ctx hands each client's updates to a goroutine that should end with the client's context.
package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

type update struct{ seq int }

type screen struct{ shown atomic.Int64 }

func (s *screen) follow(ctx context.Context, updates <-chan update) {
	for ctx.Err() == nil {
		select {
		case u := <-updates:
			s.shown.Add(int64(u.seq))
		case <-ctx.Done():
		}
	}
}

func client(parent context.Context, s *screen, n int) error {
	ctx, cancel := context.WithTimeout(parent, 5*time.Millisecond)
	defer cancel()
	updates := make(chan update)
	go s.follow(ctx, updates)
	for i := range n {
		select {
		case updates <- update{i}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	<-ctx.Done()
	return nil
}

func main() {
	var s screen
	for n := 1; n < 4; n++ {
		if err := client(context.Background(), &s, n); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(s.shown.Load())
}

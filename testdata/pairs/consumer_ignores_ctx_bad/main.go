// Command consumer_ignores_ctx hands each client's updates to a goroutine that should end with the client's context.
package main

// needs: context, channel parameter, parent goes

// observe-expect: leak

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
		u := <-updates // want "ctx-ignored|receive-without-sender|goroutine-leak-on-early-return"
		s.shown.Add(int64(u.seq))
	}
}

func client(parent context.Context, s *screen, n int) error {
	ctx, cancel := context.WithTimeout(parent, 5*time.Millisecond)
	defer cancel()
	updates := make(chan update)
	go s.follow(ctx, updates) // or "ctx-ignored|receive-without-sender|goroutine-leak-on-early-return"
	for i := range n {
		select {
		case updates <- update{i}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	<-ctx.Done()
	return nil // or "ctx-ignored|receive-without-sender|goroutine-leak-on-early-return"
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

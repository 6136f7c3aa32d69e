// A probe defers its Done only after it has got a slot; one that is cancelled before leaves without.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type slots chan struct{}

func (s slots) acquire(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("acquire: %w", context.Cause(ctx))
	}
}

func (s slots) release() { <-s }

func probeAll(ctx context.Context, hosts []string, limit int) int64 {
	var (
		wg sync.WaitGroup
		up atomic.Int64
		sl = make(slots, limit)
	)
	for _, host := range hosts {
		wg.Add(1)
		go func(host string) {
			defer wg.Done()
			if err := sl.acquire(ctx); err != nil {
				return
			}
			defer sl.release()
			time.Sleep(2 * time.Millisecond)
			if len(host)%2 == 1 {
				up.Add(1)
			}
		}(host)
	}
	wg.Wait()
	return up.Load()
}

func main() {
	ctx, cancel := context.WithTimeoutCause(context.Background(), 5*time.Millisecond, errors.New("too slow"))
	defer cancel()
	fmt.Println(probeAll(ctx, []string{"a", "bb", "ccc", "d", "e", "f", "g", "h", "i", "j"}, 1))
}

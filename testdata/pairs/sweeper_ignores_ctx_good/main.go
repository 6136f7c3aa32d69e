// Command sweeper_ignores_ctx removes expired leases while a request is served.
package main

import (
	"context"
	"fmt"
	"time"
)

type lease struct {
	id  int
	ttl time.Duration
}

type sweeper struct {
	expired chan lease
	removed int
}

func (s *sweeper) sweep(ctx context.Context, report func(lease)) {
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-s.expired:
			s.removed++
			report(l)
		}
	}
}

func (s *sweeper) serve(parent context.Context, leases []lease) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go s.sweep(ctx, func(l lease) { fmt.Println("lease", l.id, "is over") })
	for _, l := range leases {
		if l.ttl <= 0 {
			s.expired <- l
		}
	}
}

func main() {
	s := &sweeper{expired: make(chan lease)}
	s.serve(context.Background(), []lease{{1, time.Second}, {2, 0}, {3, -1}})
	time.Sleep(5 * time.Millisecond)
}

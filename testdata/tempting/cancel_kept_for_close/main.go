// Command cancel_kept_for_close keeps the cancel function of its worker and calls it when it is closed.
package main

import (
	"context"
	"fmt"
	"time"
)

type service struct {
	stop  context.CancelFunc
	ended chan struct{}
	ticks int
}

func start(parent context.Context) *service {
	ctx, cancel := context.WithCancel(parent)
	s := &service{stop: cancel, ended: make(chan struct{})}
	go s.run(ctx)
	return s
}

func (s *service) run(ctx context.Context) {
	defer close(s.ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Millisecond):
			s.ticks++
		}
	}
}

func (s *service) Close() {
	s.stop()
	<-s.ended
}

func main() {
	s := start(context.Background())
	time.Sleep(8 * time.Millisecond)
	s.Close()
	fmt.Println(s.ticks > 0)
}

// Command leader_lease_renewal renews a lease until it is resigned; losing it and resigning may happen together.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type Lease struct {
	cancel context.CancelFunc
	done   chan struct{}
	lost   chan error
}

func Acquire(parent context.Context, renew func() error) *Lease {
	ctx, cancel := context.WithCancel(parent)
	l := &Lease{cancel: cancel, done: make(chan struct{}), lost: make(chan error, 1)}
	go func() {
		defer close(l.done)
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				if err := renew(); err != nil {
					l.lost <- err
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return l
}

func (l *Lease) Lost() <-chan error { return l.lost }

func (l *Lease) Resign() {
	l.cancel()
	<-l.done
}

func main() {
	var mu sync.Mutex
	left := 3
	l := Acquire(context.Background(), func() error {
		mu.Lock()
		defer mu.Unlock()
		if left--; left < 0 {
			return fmt.Errorf("lease expired")
		}
		return nil
	})
	fmt.Println(<-l.Lost())
	l.Resign()
	other := Acquire(context.Background(), func() error { return nil })
	other.Resign()
}

// A lease keeper returns from a select arm with the lease's lock held.
// needs: select, loop, labelled return, context
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type Lease struct {
	mu      sync.Mutex
	expires time.Time
	renewed int
}

type Keeper struct {
	lease *Lease
	renew chan time.Duration
}

func (k *Keeper) Run(ctx context.Context) error {
	for {
		k.lease.mu.Lock() // or "lock-not-released"
		left := time.Until(k.lease.expires)
		if left < 0 {
			k.lease.mu.Unlock()
			return fmt.Errorf("lease expired")
		}
		select {
		case d := <-k.renew:
			k.lease.expires = k.lease.expires.Add(d)
			k.lease.renewed++
		case <-ctx.Done():
			return ctx.Err() // want "lock-not-released"
		default:
		}
		k.lease.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

func (l *Lease) Renewed() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.renewed
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	k := &Keeper{lease: &Lease{expires: time.Now().Add(time.Second)}, renew: make(chan time.Duration, 1)}
	k.renew <- time.Second
	fmt.Println(k.Run(ctx))
	fmt.Println(k.lease.Renewed())
}

// Command lease gives a lease back when its context ends, or when it is released before.
package main

import (
	"context"
	"fmt"
	"sync"
)

// observe-expect: asleep
// needs: context.AfterFunc, stop, channel closed by the callback

type pool struct {
	mu   sync.Mutex
	free int
}

func (p *pool) put() {
	p.mu.Lock()
	p.free++
	p.mu.Unlock()
}

type lease struct {
	pool *pool
	stop func() bool
	gone chan struct{}
}

func (p *pool) lease(ctx context.Context) *lease {
	l := &lease{pool: p, gone: make(chan struct{})}
	l.stop = context.AfterFunc(ctx, func() {
		p.put()
		close(l.gone)
	})
	return l
}

// release gives the lease back at once and returns when that is done.
func (l *lease) release() {
	if l.stop() {
		l.pool.put()
	}
	<-l.gone // want "receive-without-sender"
}

func main() {
	p := &pool{}
	ctx, cancel := context.WithCancel(context.Background())
	p.lease(ctx).release()
	l := p.lease(ctx)
	cancel()
	l.release()
	fmt.Println(p.free)
}

// Command rate_limiter_tokens fills a bucket of tokens in the background until it is closed; takers wait with a context.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type Limiter struct {
	tokens chan struct{}
	quit   chan struct{}
	once   sync.Once
}

func NewLimiter(burst int, every time.Duration) *Limiter {
	l := &Limiter{tokens: make(chan struct{}, burst), quit: make(chan struct{})}
	for range burst {
		l.tokens <- struct{}{}
	}
	go l.refill(every)
	return l
}

func (l *Limiter) refill(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			select {
			case l.tokens <- struct{}{}:
			default:
			}
		case <-l.quit:
			return
		}
	}
}

func (l *Limiter) Wait(ctx context.Context) error {
	select {
	case <-l.tokens:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (l *Limiter) Close() { l.once.Do(func() { close(l.quit) }) }

func main() {
	l := NewLimiter(2, time.Millisecond)
	defer l.Close()
	for i := range 5 {
		if err := l.Wait(context.Background()); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("call", i)
	}
}

// Package main shows a token limiter whose waiters are forgotten when it stops.
package main

import (
	"fmt"
	"sync"
	"time"
)

type limiter struct {
	tokens chan struct{}
	quit   chan struct{}
	once   sync.Once
}

func newLimiter(every time.Duration) *limiter {
	l := &limiter{tokens: make(chan struct{}), quit: make(chan struct{})}
	go l.refill(every)
	return l
}

func (l *limiter) refill(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-l.quit:
			return
		case <-tick.C:
			select {
			case l.tokens <- struct{}{}:
			case <-l.quit:
				return
			}
		}
	}
}

// Take blocks until a token is free.
func (l *limiter) Take() bool {
	select {
	case <-l.tokens:
		return true
	case <-l.quit:
		return false
	}
}

func (l *limiter) Stop() {
	l.once.Do(func() { close(l.quit) })
}

func main() {
	l := newLimiter(5 * time.Millisecond)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			for calls := 0; calls < 3; calls++ {
				if !l.Take() {
					return
				}
				fmt.Println("request", n, calls)
			}
		}(i)
	}
	time.Sleep(20 * time.Millisecond)
	l.Stop()
	wg.Wait()
}

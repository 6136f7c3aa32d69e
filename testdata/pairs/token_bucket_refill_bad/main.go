// A rate limiter waits for a token while it holds the lock that the refilling goroutine takes first.
// needs: functional options, channel in a field, lock
package main

import (
	"fmt"
	"sync"
	"time"
)

type Limiter struct {
	mu       sync.Mutex
	tokens   chan struct{}
	interval time.Duration
	taken    uint64
	burst    int
	stop     chan struct{}
	stopped  sync.WaitGroup
}

type Option func(*Limiter)

func WithBurst(n int) Option {
	return func(l *Limiter) { l.burst = n }
}

func WithInterval(d time.Duration) Option {
	return func(l *Limiter) { l.interval = d }
}

func NewLimiter(opts ...Option) *Limiter {
	l := &Limiter{burst: 1, interval: time.Second, stop: make(chan struct{})}
	for _, o := range opts {
		o(l)
	}
	l.tokens = make(chan struct{}, l.burst)
	l.stopped.Add(1)
	go l.refill()
	return l
}

func (l *Limiter) refill() {
	defer l.stopped.Done()
	t := time.NewTicker(l.interval)
	defer t.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-t.C:
			l.mu.Lock() // or "mixed-wait-cycle|lock-held-at-blocking-op"
			missing := cap(l.tokens) - len(l.tokens)
			for range missing {
				l.tokens <- struct{}{}
			}
			l.mu.Unlock()
		}
	}
}

// Take waits for a token and returns its number.
func (l *Limiter) Take() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	<-l.tokens // want "mixed-wait-cycle|lock-held-at-blocking-op"
	l.taken++
	return l.taken
}

func (l *Limiter) Close() {
	close(l.stop)
	l.stopped.Wait()
}

func main() {
	l := NewLimiter(WithBurst(2), WithInterval(2*time.Millisecond))
	defer l.Close()
	for range 5 {
		fmt.Println("token", l.Take())
	}
}

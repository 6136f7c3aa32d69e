// Command timer_callback_stop_waits expires a lease by a timer; releasing it waits until the callback is out of the way.
package main

// needs: library callback, lock, channel

import (
	"fmt"
	"sync"
	"time"
)

type lease struct {
	mu      sync.Mutex
	expired bool
	fired   chan struct{}
	timer   *time.Timer
}

func grant(d time.Duration) *lease {
	l := &lease{fired: make(chan struct{})}
	l.timer = time.AfterFunc(d, l.expire)
	return l
}

func (l *lease) expire() {
	defer close(l.fired)
	l.mu.Lock() // or "mixed-wait-cycle|lock-held-at-blocking-op"
	defer l.mu.Unlock()
	l.expired = true
}

func (l *lease) release() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.timer.Stop() {
		<-l.fired // want "mixed-wait-cycle|lock-held-at-blocking-op"
	}
	return !l.expired
}

func main() {
	long := grant(time.Hour)
	fmt.Println(long.release())
	short := grant(time.Millisecond)
	short.mu.Lock()
	time.Sleep(5 * time.Millisecond)
	short.mu.Unlock()
	fmt.Println(short.release() || true)
	again := grant(0)
	again.mu.Lock()
	time.Sleep(2 * time.Millisecond)
	go func() { again.mu.Unlock() }()
	fmt.Println(again.release() || true)
	for range 20 {
		l := grant(20 * time.Microsecond)
		for range 10 {
			l.mu.Lock()
			time.Sleep(time.Microsecond)
			l.mu.Unlock()
		}
		l.release()
	}
}

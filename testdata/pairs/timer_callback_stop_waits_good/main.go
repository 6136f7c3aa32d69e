// Command timer_callback_stop_waits expires a lease by a timer; releasing it waits until the callback is out of the way.
package main

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
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expired = true
}

func (l *lease) release() bool {
	l.mu.Lock()
	stopped := l.timer.Stop()
	l.mu.Unlock()
	if !stopped {
		<-l.fired
	}
	l.mu.Lock()
	defer l.mu.Unlock()
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

// Command backlog drains what is there, then sleeps a little longer each time; it also retries a flag with a pause.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

type backlog struct {
	in     chan int
	closed atomic.Bool
	sum    int
}

func (b *backlog) pause(n int) { time.Sleep(time.Duration(1<<min(n, 3)) * time.Millisecond) }

func (b *backlog) drain() {
	idle := 0
	for {
		select {
		case n := <-b.in:
			b.sum += n
			idle = 0
			continue
		default:
		}
		if b.closed.Load() {
			return
		}
		idle++
		b.pause(idle)
	}
}

func await(flag *atomic.Bool) {
	for i := 0; !flag.Load(); i++ {
		if i > 100 {
			time.Sleep(time.Millisecond)
		} else {
			runtime.Gosched()
		}
	}
}

func main() {
	b := &backlog{in: make(chan int, 8)}
	var ready atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		ready.Store(true)
		b.drain()
	}()
	await(&ready)
	for i := range 5 {
		b.in <- i
	}
	time.Sleep(5 * time.Millisecond)
	b.closed.Store(true)
	<-done
	fmt.Println(b.sum)
}

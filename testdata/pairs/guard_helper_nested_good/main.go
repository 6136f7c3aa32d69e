// A helper that runs a function under a lock is used inside itself.
package main

import (
	"fmt"
	"sync"
	"time"
)

func locked(l sync.Locker, fn func()) {
	l.Lock()
	defer l.Unlock()
	fn()
}

type Recorder struct {
	mu     sync.Mutex
	window []time.Duration
	resets int
}

func (r *Recorder) Add(d time.Duration) {
	locked(&r.mu, func() {
		if len(r.window) == cap(r.window) {
			r.resetLocked()
		}
		r.window = append(r.window, d)
	})
}

func (r *Recorder) resetLocked() {
	r.window = r.window[:0]
	r.resets++
}

func main() {
	r := &Recorder{window: make([]time.Duration, 0, 4)}
	for i := range 10 {
		r.Add(time.Duration(i) * time.Millisecond)
	}
	fmt.Println(len(r.window), r.resets)
}

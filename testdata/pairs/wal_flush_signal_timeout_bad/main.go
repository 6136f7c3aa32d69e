// A writer waits for room that the flusher makes without telling.
// needs: cond, ring buffer, goroutine loop
package main

import (
	"fmt"
	"sync"
	"time"
)

type wal struct {
	mu      sync.Mutex
	notFull *sync.Cond
	buf     [][]byte
	max     int
	flushed int
}

func newWAL(max int) *wal {
	w := &wal{max: max}
	w.notFull = sync.NewCond(&w.mu)
	return w
}

func (w *wal) append(rec []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.buf) >= w.max {
		w.notFull.Wait() // or "cond-lost-wakeup"
	}
	w.buf = append(w.buf, rec)
}

func (w *wal) flush() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.buf)
	w.flushed += n
	w.buf = w.buf[:0] // want "cond-lost-wakeup"
	return n
}

func main() {
	w := newWAL(2)
	stop := make(chan struct{})
	go func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				w.flush()
			case <-stop:
				return
			}
		}
	}()
	for i := range 5 {
		w.append([]byte{byte(i)})
	}
	close(stop)
	fmt.Println(w.flush() >= 0)
}

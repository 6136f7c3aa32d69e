// Command worker_stopped_elsewhere starts a flusher in its constructor; Close ends it and waits for it.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Buffer struct {
	mu      sync.Mutex
	pending []string
	flushed int
	done    chan struct{}
	ended   chan struct{}
}

func NewBuffer(every time.Duration) *Buffer {
	b := &Buffer{done: make(chan struct{}), ended: make(chan struct{})}
	go b.loop(every)
	return b
}

func (b *Buffer) loop(every time.Duration) {
	defer close(b.ended)
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			b.flush()
		case <-b.done:
			b.flush()
			return
		}
	}
}

func (b *Buffer) flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flushed += len(b.pending)
	b.pending = b.pending[:0]
}

func (b *Buffer) Add(s string) {
	b.mu.Lock()
	b.pending = append(b.pending, s)
	b.mu.Unlock()
}

func (b *Buffer) Close() int {
	close(b.done)
	<-b.ended
	return b.flushed
}

func main() {
	b := NewBuffer(time.Millisecond)
	for _, s := range []string{"x", "y", "z"} {
		b.Add(s)
	}
	fmt.Println(b.Close())
}

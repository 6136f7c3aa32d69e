// Command batcher_timer_select flushes when a batch is full or old; the timer channel is nil while nothing waits.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Batcher[T any] struct {
	in    chan T
	done  chan struct{}
	limit int
	after time.Duration
	sink  func([]T)
	once  sync.Once
}

func NewBatcher[T any](limit int, after time.Duration, sink func([]T)) *Batcher[T] {
	b := &Batcher[T]{in: make(chan T), done: make(chan struct{}), limit: limit, after: after, sink: sink}
	go b.loop()
	return b
}

func (b *Batcher[T]) loop() {
	defer close(b.done)
	var (
		batch []T
		due   <-chan time.Time
	)
	flush := func() {
		if len(batch) > 0 {
			b.sink(batch)
		}
		batch, due = nil, nil
	}
	for {
		select {
		case item, ok := <-b.in:
			if !ok {
				flush()
				return
			}
			if batch = append(batch, item); len(batch) >= b.limit {
				flush()
			} else if due == nil {
				due = time.After(b.after)
			}
		case <-due:
			flush()
		}
	}
}

func (b *Batcher[T]) Add(item T) { b.in <- item }

func (b *Batcher[T]) Close() {
	b.once.Do(func() { close(b.in) })
	<-b.done
}

func main() {
	b := NewBatcher(3, time.Millisecond, func(items []string) { fmt.Println(len(items), "items") })
	for i := range 4 {
		b.Add(fmt.Sprint(i))
	}
	time.Sleep(5 * time.Millisecond)
	b.Add("last")
	b.Close()
	b.Close()
}

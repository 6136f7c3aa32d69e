// Command cond_bounded_buffer is a bounded buffer with two conditions on one lock.
package main

import (
	"fmt"
	"sync"
)

type buffer struct {
	mu       sync.Mutex
	notFull  *sync.Cond
	notEmpty *sync.Cond
	items    []int
	room     int
}

func newBuffer(room int) *buffer {
	b := &buffer{room: room}
	b.notFull, b.notEmpty = sync.NewCond(&b.mu), sync.NewCond(&b.mu)
	return b
}

func (b *buffer) put(v int) {
	b.mu.Lock()
	for len(b.items) == b.room {
		b.notFull.Wait()
	}
	b.items = append(b.items, v)
	b.mu.Unlock()
	b.notEmpty.Signal()
}

func (b *buffer) take() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.items) == 0 {
		b.notEmpty.Wait()
	}
	v := b.items[0]
	b.items = b.items[1:]
	b.notFull.Signal()
	return v
}

func main() {
	b := newBuffer(2)
	go func() {
		for i := range 10 {
			b.put(i)
		}
	}()
	sum := 0
	for range 10 {
		sum += b.take()
	}
	fmt.Println(sum)
}

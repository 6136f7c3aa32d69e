// Closing a mailbox sets the flag its readers look at but wakes none of them.
// needs: generics, cond in a field, constructor
package main

import (
	"fmt"
	"sync"
	"time"
)

type Mailbox[T any] struct {
	mu     sync.Mutex
	ready  *sync.Cond
	queue  []T
	closed bool
}

func NewMailbox[T any]() *Mailbox[T] {
	m := new(Mailbox[T])
	m.ready = sync.NewCond(&m.mu)
	return m
}

func (m *Mailbox[T]) Put(v T) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return false
	}
	m.queue = append(m.queue, v)
	m.ready.Signal()
	return true
}

func (m *Mailbox[T]) Get() (v T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.queue) == 0 && !m.closed {
		m.ready.Wait() // or "cond-lost-wakeup"
	}
	if len(m.queue) == 0 {
		return v, false
	}
	v, m.queue = m.queue[0], m.queue[1:]
	return v, true
}

func (m *Mailbox[T]) Close() {
	m.mu.Lock()
	m.closed = true // want "cond-lost-wakeup"
	m.mu.Unlock()
}

func main() {
	box := NewMailbox[string]()
	var readers sync.WaitGroup
	for i := range 3 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for {
				m, ok := box.Get()
				if !ok {
					return
				}
				fmt.Println(i, m)
			}
		}()
	}
	for _, w := range []string{"to", "be", "or", "not"} {
		box.Put(w)
	}
	time.Sleep(5 * time.Millisecond)
	box.Close()
	readers.Wait()
}

// Package topic is publish and subscribe for one type of message.
package topic

import "sync"

type sub[T any] struct {
	c    chan T
	once sync.Once
	gone chan struct{}
}

// Topic has subscribers.
type Topic[T any] struct {
	mu   sync.RWMutex
	subs map[*sub[T]]struct{}
}

// New makes a topic.
func New[T any]() *Topic[T] {
	return &Topic[T]{subs: make(map[*sub[T]]struct{})}
}

// Subscribe gives the messages from now on, and how to leave.
func (t *Topic[T]) Subscribe() (<-chan T, func()) {
	s := &sub[T]{c: make(chan T), gone: make(chan struct{})}
	t.mu.Lock()
	t.subs[s] = struct{}{}
	t.mu.Unlock()
	return s.c, func() { t.leave(s) }
}

func (t *Topic[T]) leave(s *sub[T]) {
	t.mu.Lock()
	delete(t.subs, s)
	t.mu.Unlock()
	s.once.Do(func() { close(s.gone) })
}

// Publish hands v to all that are there.
func (t *Topic[T]) Publish(v T) {
	t.mu.RLock()
	all := make([]*sub[T], 0, len(t.subs))
	for s := range t.subs {
		all = append(all, s)
	}
	t.mu.RUnlock()
	for _, s := range all {
		select {
		case s.c <- v:
		case <-s.gone:
		}
	}
}

// Command lru_evict_callback is a session cache built on a generic LRU list.
package main

// needs: generics, stored callback, method value

import (
	"container/list"
	"fmt"
	"sync"
)

type LRU[K comparable, V any] struct {
	mu      sync.Mutex
	limit   int
	order   *list.List
	items   map[K]*list.Element
	onEvict func(K, V)
}

type pair[K comparable, V any] struct {
	key K
	val V
}

func NewLRU[K comparable, V any](limit int, onEvict func(K, V)) *LRU[K, V] {
	return &LRU[K, V]{limit: limit, order: list.New(), items: map[K]*list.Element{}, onEvict: onEvict}
}

func (l *LRU[K, V]) Add(key K, val V) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items[key] = l.order.PushFront(pair[K, V]{key, val})
	if l.order.Len() > l.limit {
		l.evictOldest() // want "double-lock"
	}
}

func (l *LRU[K, V]) evictOldest() {
	oldest := l.order.Back()
	l.order.Remove(oldest)
	p := oldest.Value.(pair[K, V])
	delete(l.items, p.key)
	if l.onEvict != nil {
		l.onEvict(p.key, p.val) // or "double-lock"
	}
}

func (l *LRU[K, V]) Len() int {
	l.mu.Lock() // or "double-lock"
	defer l.mu.Unlock()
	return l.order.Len()
}

type session struct{ user string }

type sessions struct {
	cache   *LRU[string, *session]
	evicted int
}

func newSessions(limit int) *sessions {
	s := new(sessions)
	s.cache = NewLRU(limit, s.dropped)
	return s
}

func (s *sessions) dropped(id string, old *session) {
	s.evicted++
	fmt.Printf("session %s of %s dropped, %d left\n", id, old.user, s.cache.Len()) // or "double-lock"
}

func main() {
	s := newSessions(2)
	for i, user := range []string{"ann", "bob", "eve"} {
		s.cache.Add(fmt.Sprint(i), &session{user})
	}
	fmt.Println(s.evicted, s.cache.Len())
}

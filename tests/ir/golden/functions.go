package p

import (
	"sync"
	"sync/atomic"
)

type store struct {
	sync.Mutex
	inner
	hooks []func()
	named map[string]func()
	on    func(int) error
}

type inner struct {
	guard *sync.RWMutex
	sync.Cond
	cond *sync.Cond
	wg   sync.WaitGroup
}

type closer interface{ Close() error }

type both interface {
	closer
	sync.Locker
}

func (s *store) Close() error { return nil }
func (s store) Value() int    { return 1 }

func (s *store) promoted() {
	s.Lock()
	defer s.Unlock()
	s.guard.RLock()
	s.guard.RUnlock()
	s.L.Lock()
	s.Wait()
	s.Cond.L.Unlock()
	s.cond.L.Lock()
	r := s.guard.RLocker()
	r.Lock()
	r.Unlock()
	s.inner.cond.Broadcast()
}

func methods(s *store, c closer, b both) {
	f := s.Close
	f()
	g := (*store).Close
	g(s)
	store.Value(*s)
	unlock := s.Unlock
	defer unlock()
	c.Close()
	b.Close()
	b.Lock()
	h := c.Close
	go h()
}

func callbacks(s *store) {
	s.on = func(n int) error { return s.Close() }
	s.hooks = append(s.hooks, func() { s.Lock() }, s.Unlock)
	s.named["x"] = s.Unlock
	for _, hook := range s.hooks {
		hook()
	}
	s.named["x"]()
	if err := s.on(1); err != nil {
		return
	}
	local := &store{on: failing, hooks: []func(){s.Lock}}
	local.on(2)
	apply(func() { s.Unlock() }, 3)
	func(n int) { s.on(n) }(4)
}

func failing(n int) error { return nil }

func apply(f func(), n int) func() {
	f()
	return func() {
		f()
		n++
	}
}

func started(s *store, items []int) {
	for i, item := range items {
		s.wg.Add(1)
		go func(n int) {
			defer s.wg.Done()
			note(n + i + item)
		}(item)
	}
	s.wg.Go(func() { note(len(items)) })
	s.wg.Go(s.promoted)
	go apply(s.Lock, 1)()
	var n atomic.Int64
	defer n.Add(int64(len(items)))
	s.wg.Wait()
}

type queue[T any] struct {
	mu    sync.Mutex
	items []T
}

func (q *queue[T]) push(item T) {
	q.mu.Lock()
	q.items = append(q.items, item)
	q.mu.Unlock()
}

func each[K comparable, V any](m map[K]V, f func(K, V)) {
	for k, v := range m {
		f(k, v)
	}
}

func generic() {
	q := &queue[int]{}
	q.push(1)
	each(map[string]int{"a": 1}, func(k string, v int) { q.push(v) })
	each[int, bool](nil, nil)
	p := new(queue[string])
	p.push("")
}

func pair() (a int, unlock func(), err error) {
	return 1, func() {}, nil
}

func results() error {
	n, unlock, err := pair()
	if err != nil {
		return err
	}
	defer unlock()
	if n, err := nested(n); err == nil {
		n, other := n+1, err
		note(n)
		return other
	}
	note(n)
	return err
}

func nested(n int) (int, error) { return n, nil }

func shadowed(mu *sync.Mutex) {
	mu.Lock()
	{
		mu := new(sync.Mutex)
		mu.Lock()
		func() {
			mu.Unlock()
			var mu sync.RWMutex
			mu.RLock()
		}()
	}
	mu.Unlock()
	len := func(x any) int { return 0 }
	len(mu)
	new := mu
	new.Lock()
}

func note(x any) {}

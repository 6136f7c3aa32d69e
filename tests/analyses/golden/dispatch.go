// Package p takes one lock through every way of calling a function that Go has.
package p

import (
	"sort"
	"sync"
	"time"
)

type box struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	enter func()
	hooks []func()
	named map[string]func()
	wg    sync.WaitGroup
}

// What is called: one function that takes the lock, one that gives it back, one that does both.

func (b *box) acquire() { b.mu.Lock() }
func (b *box) release() { b.mu.Unlock() }
func (b *box) touch() {
	b.mu.Lock()
	defer b.mu.Unlock()
}

func touchFree(b *box) { b.touch() }

func (b *box) tryTouch() bool {
	if !b.mu.TryLock() {
		return false
	}
	return true
}

func (b *box) lockIf(write bool) {
	if write {
		b.rw.Lock()
	} else {
		b.rw.RLock()
	}
}

type toucher interface{ touch() }

type outer struct {
	box
	other *box
}

type locked[T any] struct {
	sync.Mutex
	value T
}

func (l *locked[T]) set(value T) {
	l.Lock()
	l.value = value
	l.Unlock()
}

func with[L sync.Locker](lock L, f func()) {
	lock.Lock()
	defer lock.Unlock()
	f()
}

func guard(mu *sync.Mutex) func() {
	mu.Lock()
	return func() { mu.Unlock() }
}

func run(f func()) { f() }

// How it is called.

func static(b *box) {
	b.acquire()
	touchFree(b)
	b.release()
}

func methodValue(b *box) {
	lock := b.acquire
	lock()
	unlock := b.mu.Unlock
	defer unlock()
}

func methodExpression(b *box) {
	(*box).acquire(b)
	touch := (*box).touch
	touch(b)
}

func throughInterface(t toucher, b *box) {
	b.mu.Lock()
	t.touch()
	b.mu.Unlock()
}

func fill(b *box) {
	b.enter = b.touch
	b.hooks = append(b.hooks, b.acquire)
	b.named = map[string]func(){"touch": b.touch}
	b.named["release"] = b.release
}

func throughField(b *box) { b.enter() }
func throughSlice(b *box) { b.hooks[0]() }
func throughMap(b *box)   { b.named["touch"]() }
func throughRange(b *box) {
	for _, action := range []func(){b.touch, func() { b.rw.Lock(); b.rw.Unlock() }} {
		action()
	}
	actions := [...]func(){b.acquire, b.release}
	for i := range actions {
		actions[i]()
	}
}

var table = []struct {
	name string
	run  func(*box)
}{
	{"touch", touchFree},
	{"touch", (*box).touch},
}

func throughTable(b *box) {
	for _, row := range table {
		row.run(b)
	}
}

func asParameter(b *box) {
	run(b.touch)
	run(func() { b.rw.RLock() })
}

func returnedClosure(b *box) {
	unlock := guard(&b.mu)
	b.wg.Wait()
	unlock()
}

func deferredGuard(b *box) {
	defer guard(&b.mu)()
	b.touch()
}

func embedded(o *outer) {
	o.acquire()
	o.other.acquire()
	o.box.touch()
	o.release()
}

func generic(l *locked[int], b *box) {
	l.set(1)
	with(&b.mu, func() { l.set(2) })
	with(b.rw.RLocker(), b.touch)
}

func conditional(b *box, write bool) {
	b.lockIf(true)
	b.rw.Unlock()
	if b.tryTouch() {
		b.release()
	}
	b.lockIf(write)
	b.tryTouch()
}

func spawned(b *box, ch chan int) {
	b.wg.Add(2)
	go func() {
		defer b.wg.Done()
		b.touch()
		ch <- 1
	}()
	b.wg.Go(b.acquire)
	b.acquire()
	<-ch
	select {
	case ch <- 2:
	case <-ch:
	}
	b.wg.Wait()
}

// The library calls back, at once, later, or in a goroutine of its own.

func calledBack(b *box, once *sync.Once, all *sync.Map, names []string) {
	once.Do(b.touch)
	all.Range(func(key, value any) bool {
		b.touch()
		return true
	})
	sort.Slice(names, func(i, j int) bool {
		b.touch()
		return names[i] < names[j]
	})
	time.AfterFunc(time.Second, b.release)
	reset := sync.OnceFunc(b.touch)
	reset()
}

type inner struct{ outer }

type guarded interface {
	toucher
	acquire()
	release()
}

// Through two levels of embedding, of structs and of interfaces.
func promoted(i *inner, g guarded) {
	i.acquire()
	i.release()
	g.acquire()
	g.touch()
	g.release()
}

// Functions that come out of a channel, and one that nothing is known of.
func received(work chan func(), b *box, unknown func()) {
	work <- b.touch
	next := <-work
	next()
	unknown()
}

func (b *box) each(yield func(int) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

// The body of a loop over a function is what the function calls.
func overFunction(b *box) {
	for i := range b.each {
		if i > 1 {
			b.touch()
		}
	}
}

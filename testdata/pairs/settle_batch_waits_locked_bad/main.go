// A batcher waits for its workers under the lock they report with.
// needs: generics, WaitGroup in a field, lock, method value
package main

import (
	"errors"
	"fmt"
	"sync"
)

type Batcher[T any] struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	handle  func(T) error
	errs    []error
	pending []T
}

func NewBatcher[T any](handle func(T) error) *Batcher[T] {
	return &Batcher[T]{handle: handle}
}

func (b *Batcher[T]) Add(item T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, item)
}

func (b *Batcher[T]) process(item T) {
	defer b.wg.Done()
	if err := b.handle(item); err != nil {
		b.mu.Lock() // or "waitgroup-wait-cycle"
		b.errs = append(b.errs, err)
		b.mu.Unlock()
	}
}

func (b *Batcher[T]) Flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, item := range b.pending {
		b.wg.Add(1)
		go b.process(item)
	}
	b.pending = nil
	b.wg.Wait() // want "waitgroup-wait-cycle"
	return errors.Join(b.errs...)
}

func main() {
	b := NewBatcher(func(n int) error {
		if n%2 == 0 {
			return fmt.Errorf("%d is even", n)
		}
		return nil
	})
	for i := range 4 {
		b.Add(i)
	}
	fmt.Println(b.Flush())
}

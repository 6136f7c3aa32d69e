// Package pages walks the pages of a listing in the background.
package pages

import "sync"

// Iterator gives the items of all pages, in order.
type Iterator[T any] struct {
	C <-chan T

	err  error
	once sync.Once
	quit chan struct{}
}

// Walk starts to load pages until load fails or limit pages were seen.
func Walk[T any](limit int, load func(page int) ([]T, error)) *Iterator[T] {
	c := make(chan T)
	it := &Iterator[T]{C: c, quit: make(chan struct{})}
	go func() {
		defer close(c)
		for page := 1; page <= limit; page++ {
			items, err := load(page)
			if err != nil {
				it.err = err
				return
			}
			for _, item := range items {
				select {
				case c <- item:
				case <-it.quit:
					return
				}
			}
		}
	}()
	return it
}

// Stop ends the walk; it may be called more than once.
func (it *Iterator[T]) Stop() { it.once.Do(func() { close(it.quit) }) }

// Err says why the walk ended early, once C is closed.
func (it *Iterator[T]) Err() error { return it.err }

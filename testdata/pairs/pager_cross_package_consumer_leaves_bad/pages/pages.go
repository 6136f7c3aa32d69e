// Package pages walks the pages of a listing in the background.
package pages

// Iterator gives the items of all pages, in order.
type Iterator[T any] struct {
	C <-chan T

	err error
}

// Walk starts to load pages until load fails or limit pages were seen.
func Walk[T any](limit int, load func(page int) ([]T, error)) *Iterator[T] {
	c := make(chan T)
	it := &Iterator[T]{C: c}
	go func() {
		defer close(c)
		for page := 1; page <= limit; page++ {
			items, err := load(page)
			if err != nil {
				it.err = err
				return
			}
			for _, item := range items {
				c <- item // want "send-without-receiver|goroutine-leak-on-early-return"
			}
		}
	}()
	return it
}

// Err says why the walk ended early, once C is closed.
func (it *Iterator[T]) Err() error { return it.err }

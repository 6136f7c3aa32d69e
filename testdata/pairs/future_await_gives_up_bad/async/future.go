// Package async runs functions beside the caller.
package async

import "context"

type pair[T any] struct {
	val T
	err error
}

// Future is a value that comes later.
type Future[T any] struct {
	ch chan pair[T]
}

// Go starts fn and returns what it will give.
func Go[T any](fn func() (T, error)) *Future[T] {
	f := &Future[T]{ch: make(chan pair[T])}
	go f.run(fn)
	return f
}

func (f *Future[T]) run(fn func() (T, error)) {
	v, err := fn()
	f.ch <- pair[T]{v, err} // want "send-without-receiver|goroutine-leak-on-early-return"
}

// Await waits for the value or for the end of ctx.
func (f *Future[T]) Await(ctx context.Context) (T, error) {
	select {
	case p := <-f.ch:
		return p.val, p.err
	case <-ctx.Done():
		var zero T
		return zero, ctx.Err() // or "send-without-receiver|goroutine-leak-on-early-return"
	}
}

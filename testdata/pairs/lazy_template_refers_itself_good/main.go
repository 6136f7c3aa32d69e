// A lazily built value is built by a function that asks for the value.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type Lazy[T any] struct {
	once  sync.Once
	build func() (T, error)
	val   T
	err   error
}

func NewLazy[T any](build func() (T, error)) *Lazy[T] {
	return &Lazy[T]{build: build}
}

func (l *Lazy[T]) Get() (T, error) {
	l.once.Do(func() {
		l.val, l.err = l.build()
	})
	return l.val, l.err
}

type site struct {
	title *Lazy[string]
	pages *Lazy[[]string]
}

func newSite() *site {
	s := &site{}
	s.pages = NewLazy(func() ([]string, error) {
		return []string{"index", "about"}, nil
	})
	s.title = NewLazy(func() (string, error) {
		pages, err := s.pages.Get()
		return strings.Join(pages, "|"), err
	})
	return s
}

func main() {
	t, err := newSite().title.Get()
	fmt.Println(t, err)
}

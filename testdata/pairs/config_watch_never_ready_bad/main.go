// Command config_watch_never_ready waits until all sources of a configuration are ready.
package main

// needs: select loop, nobody sends, generics

import "fmt"

type Source[T any] struct {
	name  string
	ready chan struct{}
	value T
}

func NewSource[T any](name string) *Source[T] {
	return &Source[T]{name: name, ready: make(chan struct{})}
}

func (s *Source[T]) Set(v T) {
	s.value = v
}

func (s *Source[T]) Get() T {
	<-s.ready // want "receive-without-sender"
	return s.value
}

func main() {
	port := NewSource[int]("port")
	host := NewSource[string]("host")
	go func() {
		port.Set(8080)
		host.Set("localhost")
	}()
	fmt.Println(host.Get(), port.Get())
}

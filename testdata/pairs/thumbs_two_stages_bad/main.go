// Command thumbs runs pictures through two stages and shows the first few results.
package main

import (
	"fmt"
	"sync"
)

// observe-expect: leak
// needs: generics, pipeline of stages, WaitGroup, done channel not handed on

func source[T any](done <-chan struct{}, items ...T) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		for _, item := range items {
			select {
			case out <- item:
			case <-done:
				return
			}
		}
	}()
	return out
}

func stage[In, Out any](done <-chan struct{}, workers int, in <-chan In, f func(In) Out) <-chan Out {
	out := make(chan Out)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for item := range in {
				out <- f(item) // want "send-without-receiver|goroutine-leak-on-early-return"
			}
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func first(n int, names ...string) (shown []string) {
	done := make(chan struct{})
	defer close(done)
	loaded := stage(done, 2, source(done, names...), func(s string) int { return len(s) })
	for text := range stage(done, 2, loaded, func(n int) string { return fmt.Sprint(n, "px") }) {
		shown = append(shown, text)
		if len(shown) == n {
			break // or "send-without-receiver|goroutine-leak-on-early-return"
		}
	}
	return shown
}

func main() {
	fmt.Println(len(first(2, "a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg", "hh")))
}

// Command fan_in_merge merges channels; the last forwarder to end closes the merged one.
package main

import (
	"fmt"
	"sync"
)

func emit[T any](items ...T) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		for _, it := range items {
			out <- it
		}
	}()
	return out
}

func merge[T any](inputs ...<-chan T) <-chan T {
	merged := make(chan T)
	var wg sync.WaitGroup
	wg.Add(len(inputs))
	for _, in := range inputs {
		go func(in <-chan T) {
			defer wg.Done()
			for it := range in {
				merged <- it
			}
		}(in)
	}
	go func() { wg.Wait(); close(merged) }()
	return merged
}

func main() {
	n := 0
	for range merge(emit(1, 2, 3), emit(4, 5), emit[int]()) {
		n++
	}
	fmt.Println(n)
}

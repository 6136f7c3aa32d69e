// A worker defers Done once per item of its batch, though it was counted once.
// needs: defer in a loop, closure, slice of slices
package main

import (
	"fmt"
	"sync"
)

func chunk[T any](items []T, size int) (out [][]T) {
	for size < len(items) {
		items, out = items[size:], append(out, items[:size:size])
	}
	return append(out, items)
}

func sumAll(items []int) int {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		total int
	)
	for _, batch := range chunk(items, 3) {
		wg.Add(1)
		go func() {
			for _, n := range batch {
				defer wg.Done() // want "waitgroup-negative-counter"
				mu.Lock()
				total += n
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	return total
}

func main() {
	fmt.Println(sumAll([]int{1, 2, 3, 4, 5, 6, 7}))
}

// Command closer_after_wait merges several feeds; one goroutine closes the merged feed when all are read.
package main

import (
	"fmt"
	"sync"
)

func feed(values ...int) <-chan int {
	c := make(chan int)
	go func() {
		for _, v := range values {
			c <- v
		}
		close(c)
	}()
	return c
}

func merge(feeds ...<-chan int) <-chan int {
	merged := make(chan int)
	var open sync.WaitGroup
	open.Add(len(feeds))
	for _, f := range feeds {
		go func() {
			defer open.Done()
			for v := range f {
				merged <- v
			}
		}()
	}
	go func() {
		open.Wait()
		close(merged)
	}()
	return merged
}

func main() {
	sum := 0
	for v := range merge(feed(1, 2, 3), feed(40, 50), feed()) {
		sum += v
	}
	fmt.Println(sum)
}

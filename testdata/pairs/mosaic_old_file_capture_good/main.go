//go:build go1.21

// Command mosaic scales tiles; the file says it was written for an older language.
package main

import (
	"fmt"
	"os"
	"sync"
)

type tile struct{ x, y int }

type canvas struct {
	mu   sync.Mutex
	done map[tile]int
}

func (c *canvas) scale(t tile) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done[t]++
}

func main() {
	tiles := []tile{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	c := &canvas{done: make(map[tile]int)}

	var jobs []func()
	for _, t := range tiles {
		t := t
		jobs = append(jobs, func() { c.scale(t) })
	}
	var wg sync.WaitGroup
	for i := 0; i < len(jobs); i++ {
		wg.Add(1)
		go func(job func()) {
			defer wg.Done()
			job()
		}(jobs[i])
	}
	wg.Wait()

	for _, t := range tiles {
		t := t
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.scale(t)
		}()
	}
	wg.Wait()
	for _, t := range tiles {
		if c.done[t] != 2 {
			fmt.Println("tile", t, "was scaled", c.done[t], "times")
			os.Exit(3)
		}
	}
}

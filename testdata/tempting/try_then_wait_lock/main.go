// Command try_then_wait_lock counts how often a lock was taken already, and takes it anyway.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type counted struct {
	sync.Mutex
	contended atomic.Int64
}

func (c *counted) Lock() {
	if c.Mutex.TryLock() {
		return
	}
	c.contended.Add(1)
	c.Mutex.Lock()
}

type wallet struct {
	counted
	coins int
}

func (w *wallet) add(n int) {
	w.Lock()
	defer w.Unlock()
	w.coins += n
}

func main() {
	var w wallet
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { w.add(1) })
	}
	wg.Wait()
	fmt.Println(w.coins, w.contended.Load() >= 0)
}

// A barrier waits on its cond after it has given the lock back.
// needs: cond without its lock
package main

import (
	"fmt"
	"sync"
)

type Barrier struct {
	n     int
	count int
	phase int
	c     *sync.Cond
}

func NewBarrier(n int) *Barrier {
	return &Barrier{n: n, c: sync.NewCond(&sync.Mutex{})}
}

func (b *Barrier) Await() {
	b.c.L.Lock()
	phase := b.phase
	b.count++
	if b.count == b.n {
		b.count = 0
		b.phase++
		b.c.Broadcast()
		b.c.L.Unlock()
		return
	}
	b.c.L.Unlock()
	for phase == b.phase {
		b.c.Wait() // want "cond-wait-without-loop|unlock-of-unlocked"
	}
}

func main() {
	b := NewBarrier(3)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for range 10 {
				b.Await()
			}
			fmt.Println("worker", i)
		})
	}
	wg.Wait()
}

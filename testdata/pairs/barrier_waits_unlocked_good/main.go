// A barrier waits on its cond after it has given the lock back.
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
	defer b.c.L.Unlock()
	phase := b.phase
	b.count++
	if b.count == b.n {
		b.count = 0
		b.phase++
		b.c.Broadcast()
		return
	}
	for phase == b.phase {
		b.c.Wait()
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

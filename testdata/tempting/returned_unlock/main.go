// Command returned_unlock hands out the unlock function with the lock.
package main

import (
	"fmt"
	"sync"
)

type keyed struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

func (k *keyed) lock(key string) (unlock func()) {
	k.mu.Lock()
	l, found := k.locks[key]
	if !found {
		l = new(sync.Mutex)
		k.locks[key] = l
	}
	k.mu.Unlock()
	l.Lock()
	return l.Unlock
}

func main() {
	k := &keyed{locks: map[string]*sync.Mutex{}}
	hits := map[string]int{}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			defer k.lock("hits")()
			hits["hits"]++
		})
	}
	all.Wait()
	fmt.Println(hits["hits"])
}

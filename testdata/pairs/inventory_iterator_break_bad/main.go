// An iterator locks while it yields, and returns with the lock when the loop ends early.
// needs: iterator, range over func, early return
package main

import (
	"fmt"
	"iter"
	"sync"
)

type item struct {
	sku   string
	count int
}

type inventory struct {
	mu    sync.RWMutex
	items []item
}

func (inv *inventory) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		inv.mu.RLock() // or "lock-not-released"
		for _, it := range inv.items {
			if !yield(it.sku, it.count) {
				return // want "lock-not-released"
			}
		}
		inv.mu.RUnlock()
	}
}

func (inv *inventory) put(it item) {
	inv.mu.Lock()
	defer inv.mu.Unlock()
	inv.items = append(inv.items, it)
}

func (inv *inventory) firstEmpty() (string, bool) {
	for sku, n := range inv.All() {
		if n == 0 {
			return sku, true
		}
	}
	return "", false
}

func main() {
	inv := &inventory{}
	inv.put(item{"bolt", 12})
	inv.put(item{"nut", 0})
	inv.put(item{"gear", 3})
	if sku, ok := inv.firstEmpty(); ok {
		inv.put(item{sku + "-refill", 10})
	}
	fmt.Println(len(inv.items))
}

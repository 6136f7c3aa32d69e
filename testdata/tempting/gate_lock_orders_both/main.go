// Command gate_lock_orders_both takes two locks in both orders, always below one gate.
package main

import (
	"fmt"
	"sync"
)

type Exchange struct {
	gate   sync.Mutex
	bids   book
	offers book
}

type book struct {
	mu     sync.Mutex
	orders []int
}

func (b *book) push(n int) {
	b.mu.Lock()
	b.orders = append(b.orders, n)
	b.mu.Unlock()
}

func (e *Exchange) Cross(n int) {
	e.gate.Lock()
	defer e.gate.Unlock()
	e.bids.mu.Lock()
	defer e.bids.mu.Unlock()
	e.offers.push(n)
	e.bids.orders = nil
}

func (e *Exchange) Return(n int) {
	e.gate.Lock()
	defer e.gate.Unlock()
	e.offers.mu.Lock()
	defer e.offers.mu.Unlock()
	e.bids.push(n)
	e.offers.orders = nil
}

func main() {
	var e Exchange
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() { e.Cross(i) })
		wg.Go(func() { e.Return(i) })
	}
	wg.Wait()
	fmt.Println(len(e.bids.orders)+len(e.offers.orders) <= 200)
}

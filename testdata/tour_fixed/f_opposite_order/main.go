// Command f_opposite_order keeps an inventory and an order book, each with its own lock; who needs both takes the
// inventory first.
package main

import (
	"log"
	"sync"
	"time"
)

type inventory struct {
	mu    sync.Mutex
	stock map[string]int
}

type orderBook struct {
	mu   sync.Mutex
	open map[int]string
}

type shop struct {
	inventory inventory
	orders    orderBook
}

// reserve moves one item from the stock into an order.
func (s *shop) reserve(id int, item string) {
	s.inventory.mu.Lock()
	defer s.inventory.mu.Unlock()
	s.inventory.stock[item]--
	time.Sleep(20 * time.Millisecond) // the label printer

	s.orders.mu.Lock()
	defer s.orders.mu.Unlock()
	s.orders.open[id] = item
}

// cancel puts an order's item back.
func (s *shop) cancel(id int) {
	s.inventory.mu.Lock()
	defer s.inventory.mu.Unlock()
	s.orders.mu.Lock()
	defer s.orders.mu.Unlock()
	item := s.orders.open[id]
	delete(s.orders.open, id)
	time.Sleep(20 * time.Millisecond) // the refund
	s.inventory.stock[item]++
}

func main() {
	s := &shop{
		inventory: inventory{stock: map[string]int{"lamp": 3}},
		orders:    orderBook{open: map[int]string{1: "lamp"}},
	}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		s.reserve(2, "lamp")
	}()
	go func() {
		defer wg.Done()
		s.cancel(1)
	}()
	wg.Wait()
	log.Print("closing time")
}

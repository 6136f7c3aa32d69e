// Package warehouse guards a stock with a lock.
package warehouse

import (
	"fmt"
	"sync"

	"example.com/pairs/inventory_packages_double_lock_good/stock"
)

// Warehouse may be used by several goroutines.
type Warehouse struct {
	mu    sync.Mutex
	stock *stock.Stock
}

// New guards s.
func New(s *stock.Stock) *Warehouse {
	w := &Warehouse{stock: s}
	s.OnLow(w.reorder)
	return w
}

// Put adds goods.
func (w *Warehouse) Put(item string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stock.Change(item, n)
}

// Reserve takes goods out.
func (w *Warehouse) Reserve(item string, n int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stock.Change(item, -n)
	return w.stock.Left(item)
}

func (w *Warehouse) reorder(item string, left int) {
	fmt.Println("reorder", item, left, "of", w.stock.Left(item))
}

// Left says how many there are.
func (w *Warehouse) Left(item string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stock.Left(item)
}

// Command three_lock_ring moves stock between a warehouse, a shop and a workshop, each with its own lock.
package main

// needs: three locks, three goroutines, methods

import (
	"fmt"
	"sync"
	"time"
)

type company struct {
	warehouseMu, shopMu, workshopMu sync.Mutex
	warehouse, shop, workshop       int
}

func (c *company) deliver() {
	c.warehouseMu.Lock()
	defer c.warehouseMu.Unlock()
	time.Sleep(time.Millisecond)
	c.shopMu.Lock() // want "lock-order-inversion"
	defer c.shopMu.Unlock()
	c.warehouse, c.shop = c.warehouse-1, c.shop+1
}

func (c *company) repair() {
	c.shopMu.Lock()
	defer c.shopMu.Unlock()
	time.Sleep(time.Millisecond)
	c.workshopMu.Lock() // or "lock-order-inversion"
	defer c.workshopMu.Unlock()
	c.shop, c.workshop = c.shop-1, c.workshop+1
}

func (c *company) restock() {
	c.workshopMu.Lock()
	defer c.workshopMu.Unlock()
	time.Sleep(time.Millisecond)
	c.warehouseMu.Lock() // or "lock-order-inversion"
	defer c.warehouseMu.Unlock()
	c.workshop, c.warehouse = c.workshop-1, c.warehouse+1
}

func main() {
	c := &company{warehouse: 100}
	var wg sync.WaitGroup
	for _, move := range []func(){c.deliver, c.repair, c.restock} {
		wg.Go(func() {
			for range 30 {
				move()
			}
		})
	}
	wg.Wait()
	fmt.Println(c.warehouse + c.shop + c.workshop)
}

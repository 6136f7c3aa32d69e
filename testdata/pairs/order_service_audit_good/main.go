// Two services call each other under their own locks.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Auditor interface{ Record(event string) }

type OrderService struct {
	mu      sync.Mutex
	orders  map[string]float64
	auditor Auditor
}

type AuditService struct {
	lock   sync.Mutex
	events []string
	orders *OrderService
}

func (o *OrderService) Place(id string, amount float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.orders[id] = amount
	time.Sleep(20 * time.Microsecond)
	o.auditor.Record("placed " + id)
}

func (o *OrderService) Total() (sum float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.orders {
		sum += a
	}
	return sum
}

func (a *AuditService) Record(event string) {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.events = append(a.events, event)
}

func (a *AuditService) Report() string {
	total := a.orders.Total()
	a.lock.Lock()
	defer a.lock.Unlock()
	time.Sleep(20 * time.Microsecond)
	return fmt.Sprintf("%d events, %.2f in total", len(a.events), total)
}

func main() {
	audit := &AuditService{}
	orders := &OrderService{orders: map[string]float64{}, auditor: audit}
	audit.orders = orders
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Add(2)
		go func(w int) {
			defer wg.Done()
			for i := 0; i < 100; i++ {
				orders.Place(fmt.Sprintf("%d-%d", w, i), 1)
			}
		}(w)
		go func() {
			defer wg.Done()
			for i := 0; i < 100; i++ {
				audit.Report()
			}
		}()
	}
	wg.Wait()
	fmt.Println(audit.Report())
}

// A helper locks all lockers it is given in the order given; two callers name them in different orders.
package main

import (
	"fmt"
	"sync"
	"time"
)

func lockAll(ls ...sync.Locker) (unlock func()) {
	for _, l := range ls {
		l.Lock()
		time.Sleep(20 * time.Microsecond)
	}
	return func() {
		for i := len(ls) - 1; i >= 0; i-- {
			ls[i].Unlock()
		}
	}
}

type depot struct {
	stockMu sync.Mutex
	stock   map[string]int
	ordMu   sync.Mutex
	orders  []string
}

func (d *depot) order(what string) {
	defer lockAll(&d.stockMu, &d.ordMu)()
	if d.stock[what] > 0 {
		d.stock[what]--
		d.orders = append(d.orders, what)
	}
}

func (d *depot) cancelLast() {
	defer lockAll(&d.stockMu, &d.ordMu)()
	if n := len(d.orders); n > 0 {
		d.stock[d.orders[n-1]]++
		d.orders = d.orders[:n-1]
	}
}

func main() {
	d := &depot{stock: map[string]int{"nut": 1000}}
	var wg sync.WaitGroup
	for _, f := range []func(){func() { d.order("nut") }, d.cancelLast} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 500 {
				f()
			}
		}()
	}
	wg.Wait()
	fmt.Println(d.stock["nut"] + len(d.orders))
}

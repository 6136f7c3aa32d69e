// Command order_book_split_files keeps an order book and the positions that follow from it.
package main

// needs: several files of package main, two locks, interface

import (
	"fmt"
	"sync"
)

func main() {
	ex := newExchange()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(2)
		go func() { defer wg.Done(); ex.trade(fmt.Sprint("acct", i), 10) }()
		go func() { defer wg.Done(); _ = ex.positions.Snapshot() }()
	}
	wg.Wait()
	fmt.Println(ex.book.Volume())
}

// Command worker_pool_first_error_stops hands rows to workers that give up at their first bad row.
package main

import (
	"fmt"
	"sync"
)

func process(rows []int, workers int, handle func(int) error) error {
	feed := make(chan int)
	errs := make(chan error, workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for row := range feed {
				if err := handle(row); err != nil {
					errs <- err
					for range feed {
					}
					return
				}
			}
		}()
	}
	for _, row := range rows {
		feed <- row
	}
	close(feed)
	wg.Wait()
	close(errs)
	return <-errs
}

func main() {
	handle := func(n int) error {
		if n%4 == 0 {
			return fmt.Errorf("row %d is bad", n)
		}
		return nil
	}
	fmt.Println(process([]int{1, 2, 3}, 2, handle))
	fmt.Println(process([]int{1, 4, 8, 3, 5, 7}, 2, handle) != nil)
}

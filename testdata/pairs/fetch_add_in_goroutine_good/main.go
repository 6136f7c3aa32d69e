// The fetchers count themselves, so Wait may come first.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type result struct {
	id  int
	err error
}

type client struct {
	get func(id int) error
}

func (c *client) fetchAll(ids []int) []result {
	var (
		mu  sync.Mutex
		wg  sync.WaitGroup
		out []result
	)
	fetch := func(id int) {
		defer wg.Done()
		err := c.get(id)
		mu.Lock()
		defer mu.Unlock()
		out = append(out, result{id, err})
	}
	for _, id := range ids {
		wg.Add(1)
		go fetch(id)
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	return out
}

func main() {
	c := &client{get: func(int) error { time.Sleep(5 * time.Millisecond); return nil }}
	if n := len(c.fetchAll([]int{1, 2, 3, 4})); n != 4 {
		fmt.Println("only", n, "results")
		os.Exit(3)
	}
	fmt.Println("ok")
}

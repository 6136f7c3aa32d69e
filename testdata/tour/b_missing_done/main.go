// Command b_missing_done warms a rate table before it starts to serve.
//
// The refresh goroutine is counted but nobody calls Done, so the counter stays at one and Wait never returns.
package main

import (
	"log"
	"sync"
	"time"
)

// observe-expect: asleep

type rateTable struct {
	mu    sync.Mutex
	rates map[string]float64
}

// refresh asks the upstream for the rates of the day.
func (t *rateTable) refresh() {
	time.Sleep(50 * time.Millisecond) // the upstream answers slowly
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rates["EUR"] = 1.09
	t.rates["JPY"] = 0.0067
}

func main() {
	table := &rateTable{rates: make(map[string]float64)}

	var warm sync.WaitGroup
	warm.Add(1) // want "waitgroup-missing-done"
	go func() {
		table.refresh()
		log.Print("rates are fresh")
	}()

	warm.Wait()
	log.Print("serving")
}

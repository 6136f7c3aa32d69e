// Command janitor sweeps a cache in the background until it is closed.
package main

import (
	"fmt"
	"sync"
	"time"
)

// needs: ticker in a field, range, WaitGroup, method

type janitor struct {
	tick *time.Ticker
	wg   sync.WaitGroup

	mu    sync.Mutex
	items map[string]time.Time
}

func startJanitor(every time.Duration) *janitor {
	j := &janitor{
		tick:  time.NewTicker(every),
		items: make(map[string]time.Time),
	}
	j.wg.Add(1)
	go func() {
		defer j.wg.Done()
		for now := range j.tick.C { // want "range-over-unclosed"
			j.sweep(now)
		}
	}()
	return j
}

func (j *janitor) sweep(now time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for key, until := range j.items {
		if now.After(until) {
			delete(j.items, key)
		}
	}
}

// Close ends the sweeper and returns when it is gone.
func (j *janitor) Close() error {
	j.tick.Stop()
	j.wg.Wait() // or "range-over-unclosed|waitgroup-wait-cycle|waitgroup-missing-done"
	return nil
}

func main() {
	j := startJanitor(2 * time.Millisecond)
	j.mu.Lock()
	j.items["session"] = time.Now().Add(time.Millisecond)
	j.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(j.Close())
}

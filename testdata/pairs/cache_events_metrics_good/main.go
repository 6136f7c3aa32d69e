// A cache emits evictions under its lock, and the statistics ask the cache for its size under theirs.
package main

import (
	"fmt"
	"sync"

	"example.com/pairs/cache_events_metrics_good/cache"
	"example.com/pairs/cache_events_metrics_good/events"
	"example.com/pairs/cache_events_metrics_good/stats"
)

func main() {
	var bus events.Emitter
	c := cache.New(2, &bus)
	s := stats.Watch(&bus, c)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range 400 {
			c.Put(fmt.Sprint(i))
		}
	}()
	go func() {
		defer wg.Done()
		for range 400 {
			_ = s.Line()
		}
	}()
	wg.Wait()
	fmt.Println(s.Line())
}

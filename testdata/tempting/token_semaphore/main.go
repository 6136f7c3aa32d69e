// Command token_semaphore fetches many pages with at most three fetches at a time.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type fetcher struct {
	slots   chan struct{}
	running atomic.Int32
	peak    atomic.Int32
}

func (f *fetcher) acquire() { f.slots <- struct{}{} }
func (f *fetcher) release() { <-f.slots }

func (f *fetcher) fetch(page int) int {
	f.acquire()
	defer f.release()
	if now := f.running.Add(1); now > f.peak.Load() {
		f.peak.Store(now)
	}
	defer f.running.Add(-1)
	return page * page
}

func main() {
	f := &fetcher{slots: make(chan struct{}, 3)}
	var all sync.WaitGroup
	var sum atomic.Int64
	for page := range 20 {
		all.Add(1)
		go func() {
			defer all.Done()
			sum.Add(int64(f.fetch(page)))
		}()
	}
	all.Wait()
	fmt.Println(sum.Load(), f.peak.Load() <= 3)
}

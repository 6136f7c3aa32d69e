// A commit waits for the flusher while it still holds the journal's outer lock, which the flusher needs to hand pages over.
// needs: cond, two locks, helper methods
package main

import (
	"fmt"
	"sync"
)

type page []byte

type journal struct {
	state struct {
		sync.Mutex
		dirty []page
		epoch int
	}
	flushed struct {
		mu    sync.Mutex
		cond  *sync.Cond
		epoch int
	}
	kick chan struct{}
}

func openJournal() *journal {
	j := &journal{kick: make(chan struct{}, 1)}
	j.flushed.cond = sync.NewCond(&j.flushed.mu)
	return j
}

func (j *journal) takeDirty() ([]page, int) {
	j.state.Lock() // or "lock-held-at-blocking-op|mixed-wait-cycle"
	defer j.state.Unlock()
	d := j.state.dirty
	j.state.dirty = nil
	return d, j.state.epoch
}

func (j *journal) flusher() {
	for range j.kick {
		pages, epoch := j.takeDirty() // or "lock-held-at-blocking-op|mixed-wait-cycle"
		for _, p := range pages {
			clear(p)
		}
		j.flushed.mu.Lock()
		j.flushed.epoch = epoch
		j.flushed.mu.Unlock()
		j.flushed.cond.Broadcast()
	}
}

func (j *journal) waitFlushed(epoch int) {
	j.flushed.mu.Lock()
	for j.flushed.epoch < epoch {
		j.flushed.cond.Wait() // or "lock-held-at-blocking-op|mixed-wait-cycle"
	}
	j.flushed.mu.Unlock()
}

func (j *journal) commit(p page) int {
	j.state.Lock()
	defer j.state.Unlock()
	j.state.dirty = append(j.state.dirty, p)
	j.state.epoch++
	epoch := j.state.epoch
	select {
	case j.kick <- struct{}{}:
	default:
	}
	j.waitFlushed(epoch) // want "lock-held-at-blocking-op|mixed-wait-cycle"
	return epoch
}

func main() {
	j := openJournal()
	go j.flusher()
	for i := range 3 {
		fmt.Println(j.commit(page{byte(i)}))
	}
	close(j.kick)
}

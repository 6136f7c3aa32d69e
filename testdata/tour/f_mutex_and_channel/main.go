// Command f_mutex_and_channel lets an exporter wait, under the registry's lock, for a sampler that needs the same lock.
package main

import (
	"log"
	"sync"
	"time"
)

// observe-expect: asleep

type registry struct {
	mu      sync.Mutex
	samples map[string]int
	fresh   chan int
}

// export publishes the newest sample.
func (r *registry) export() {
	r.mu.Lock()
	defer r.mu.Unlock()
	size := <-r.fresh // want "mixed-wait-cycle"
	log.Printf("exported %d of %d samples", size, len(r.samples))
}

// sample takes a measurement and announces it.
func (r *registry) sample(name string, value int) {
	time.Sleep(20 * time.Millisecond) // the measurement
	r.mu.Lock()
	r.samples[name] = value
	size := len(r.samples)
	r.mu.Unlock()
	r.fresh <- size
}

func main() {
	metrics := &registry{samples: make(map[string]int), fresh: make(chan int)}

	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		metrics.export()
	}()
	go func() {
		defer wg.Done()
		metrics.sample("heap", 42)
	}()
	wg.Wait()
}

// Command store_decorator_order wraps a job store in a decorator that counts, and lets jobs report back.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Store interface {
	Put(id string)
	Size() int
}

type Observer interface{ Changed(id string) }

type memory struct {
	mu   sync.Mutex
	jobs map[string]time.Time
	obs  Observer
}

func (m *memory) Put(id string) {
	m.mu.Lock()
	m.jobs[id] = time.Now()
	obs := m.obs
	m.mu.Unlock()
	time.Sleep(2 * time.Millisecond)
	if obs != nil {
		obs.Changed(id)
	}
}

func (m *memory) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.jobs)
}

// counted embeds the store it decorates.
type counted struct {
	Store
	sync.Mutex
	changes int
}

func (c *counted) Changed(id string) {
	c.Lock()
	c.changes++
	c.Unlock()
}

func (c *counted) Report() string {
	c.Lock()
	defer c.Unlock()
	time.Sleep(2 * time.Millisecond)
	return fmt.Sprintf("%d changes, %d jobs", c.changes, c.Size())
}

func main() {
	base := &memory{jobs: map[string]time.Time{}}
	top := &counted{Store: base}
	base.obs = top

	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range 20 {
			top.Put(fmt.Sprint("job-", i))
		}
	}()
	go func() {
		defer wg.Done()
		for range 20 {
			_ = top.Report()
		}
	}()
	wg.Wait()
	fmt.Println(top.Report())
}

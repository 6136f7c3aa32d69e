// A maintenance job enters a gate that may refuse, and leaves it in either case.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Gate interface {
	Enter() bool
	Leave()
}

type mutexGate struct {
	mu   sync.Mutex
	runs int
}

func (g *mutexGate) Enter() bool {
	if !g.mu.TryLock() {
		return false
	}
	g.runs++
	return true
}

func (g *mutexGate) Leave() {
	g.mu.Unlock()
}

type job struct {
	name string
	gate Gate
	work time.Duration
}

func (j job) run() {
	if !j.gate.Enter() {
		fmt.Println(j.name, "skipped")
		return
	}
	defer j.gate.Leave()
	time.Sleep(j.work)
	fmt.Println(j.name, "done")
}

func main() {
	gate := &mutexGate{}
	jobs := []job{
		{"vacuum", gate, 30 * time.Millisecond},
		{"reindex", gate, 20 * time.Millisecond},
		{"analyze", gate, 10 * time.Millisecond},
	}
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			j.run()
		}()
	}
	wg.Wait()
}

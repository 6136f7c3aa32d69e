// Command tracker_cond_foreign_lock lets a reporter wait for work with a lock held that is not the condition's own.
package main

// needs: call, cond

import (
	"fmt"
	"sync"
	"time"
)

type backlog struct {
	mu    sync.Mutex
	grown *sync.Cond
	items []string
}

func newBacklog() *backlog {
	b := &backlog{}
	b.grown = sync.NewCond(&b.mu)
	return b
}

func (b *backlog) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.items) == 0 {
		b.grown.Wait() // or "lock-held-at-blocking-op" "mixed-wait-cycle"
	}
	item := b.items[0]
	b.items = b.items[1:]
	return item
}

func (b *backlog) put(item string) {
	b.mu.Lock()
	b.items = append(b.items, item)
	b.mu.Unlock()
	b.grown.Signal()
}

type tracker struct {
	state   sync.Mutex
	backlog *backlog
	done    []string
}

func (t *tracker) report() {
	t.state.Lock()
	defer t.state.Unlock()
	item := t.backlog.take() // want "lock-held-at-blocking-op"
	t.done = append(t.done, item)
}

func (t *tracker) submit(item string) {
	t.state.Lock()
	item = fmt.Sprintf("%d-%s", len(t.done), item)
	t.state.Unlock()
	t.backlog.put(item)
}

func main() {
	t := &tracker{backlog: newBacklog()}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		t.report()
	}()
	time.Sleep(20 * time.Millisecond)
	t.submit("deploy")
	wg.Wait()
	fmt.Println(t.done)
}

// Command registry keeps the cancel function of each job in a map, and calls it when the job is removed.
package main

import (
	"context"
	"fmt"
	"sync"
)

type registry struct {
	mu   sync.Mutex
	jobs map[int]context.CancelFunc
	wg   sync.WaitGroup
	next int
}

func (r *registry) spawn(parent context.Context, run func(context.Context)) int {
	ctx, cancel := context.WithCancel(parent)
	r.mu.Lock()
	r.next++
	id := r.next
	r.jobs[id] = cancel
	r.mu.Unlock()
	r.wg.Go(func() { run(ctx) })
	return id
}

func (r *registry) kill(id int) bool {
	r.mu.Lock()
	cancel, ok := r.jobs[id]
	delete(r.jobs, id)
	r.mu.Unlock()
	if !ok {
		return false
	}
	cancel()
	return true
}

func main() {
	r := &registry{jobs: map[int]context.CancelFunc{}}
	var ids []int
	for range 3 {
		ids = append(ids, r.spawn(context.Background(), func(ctx context.Context) { <-ctx.Done() }))
	}
	for _, id := range ids {
		r.kill(id)
	}
	r.wg.Wait()
	fmt.Println(r.kill(7))
}

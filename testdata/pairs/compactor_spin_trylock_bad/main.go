// A compactor tries to get the lock until it is told to stop, and gives it back in either case.
// needs: TryLock in a loop, break, context
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type table struct {
	mu   sync.Mutex
	rows []int
}

func (t *table) compact(ctx context.Context) (int, error) {
	for !t.mu.TryLock() {
		if ctx.Err() != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	defer t.mu.Unlock() // want "trylock-unchecked|unlock-of-unlocked"
	kept := t.rows[:0]
	for _, r := range t.rows {
		if r != 0 {
			kept = append(kept, r)
		}
	}
	t.rows = kept
	return len(kept), nil
}

func (t *table) scan(d time.Duration, done chan<- int) {
	t.mu.Lock()
	time.Sleep(d)
	n := len(t.rows)
	t.mu.Unlock()
	done <- n
}

func main() {
	t := &table{rows: []int{1, 0, 2}}
	done := make(chan int, 1)
	go t.scan(40*time.Millisecond, done)
	time.Sleep(5 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	fmt.Println(t.compact(ctx))
	fmt.Println(<-done)
}

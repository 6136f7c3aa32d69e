// Command replica_locker_parameter copies between a primary and a replica; the lock to hold is handed on as sync.Locker.
package main

// needs: parameter, closure

import (
	"fmt"
	"sync"
	"time"
)

type node struct {
	mu   sync.RWMutex
	rows map[string]string
}

type cluster struct {
	primary, replica node
}

// holding runs work with the lock held.
func holding(l sync.Locker, work func()) {
	l.Lock() // or "lock-order-inversion"
	defer l.Unlock()
	work()
}

func copyRows(to, from map[string]string) {
	time.Sleep(20 * time.Millisecond) // over the wire
	for key, value := range from {
		to[key] = value
	}
}

// replicate brings the replica up to date.
func (c *cluster) replicate() {
	holding(&c.primary.mu, func() {
		time.Sleep(20 * time.Millisecond) // flush
		holding(&c.replica.mu, func() {   // want "lock-order-inversion"
			copyRows(c.replica.rows, c.primary.rows)
		})
	})
}

// failBack restores the primary from the replica.
func (c *cluster) failBack() {
	holding(c.replica.mu.RLocker(), func() {
		time.Sleep(20 * time.Millisecond) // fence
		c.primary.mu.Lock()               // or "lock-order-inversion"
		defer c.primary.mu.Unlock()
		copyRows(c.primary.rows, c.replica.rows)
	})
}

func main() {
	c := &cluster{
		primary: node{rows: map[string]string{"a": "1"}},
		replica: node{rows: map[string]string{"b": "2"}},
	}
	var wg sync.WaitGroup
	for _, step := range []func(){c.replicate, c.failBack} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			step()
		}()
	}
	wg.Wait()
	fmt.Println(len(c.primary.rows), len(c.replica.rows))
}

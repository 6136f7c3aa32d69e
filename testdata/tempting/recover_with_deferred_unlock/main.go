// Command recover_with_deferred_unlock recovers from a panic whose lock is given back by a deferred call.
package main

import (
	"fmt"
	"sync"
)

type registry struct {
	mu    sync.Mutex
	names map[string]int
}

func (r *registry) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if name == "" {
		panic("empty name")
	}
	r.names[name]++
}

func safely(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("recovered: %v", p)
		}
	}()
	f()
	return nil
}

func main() {
	r := &registry{names: map[string]int{}}
	for _, n := range []string{"a", "", "a"} {
		fmt.Println(safely(func() { r.add(n) }))
	}
	fmt.Println(r.names["a"])
}

// Command keyed_mutex_deferred locks one key at a time with an unlock function, and two keys in the order of their names.
package main

import (
	"fmt"
	"sync"
)

type Keys struct{ locks sync.Map }

func (k *Keys) Lock(key string) func() {
	value, _ := k.locks.LoadOrStore(key, new(sync.Mutex))
	mu := value.(*sync.Mutex)
	mu.Lock()
	return mu.Unlock
}

func (k *Keys) LockBoth(a, b string) func() {
	if b < a {
		a, b = b, a
	}
	first := k.Lock(a)
	if a == b {
		return first
	}
	second := k.Lock(b)
	return func() {
		second()
		first()
	}
}

type vault struct {
	keys   Keys
	amount sync.Map
}

func (v *vault) add(name string, n int) {
	defer v.keys.Lock(name)()
	old, _ := v.amount.LoadOrStore(name, 0)
	v.amount.Store(name, old.(int)+n)
}

func (v *vault) move(from, to string, n int) {
	unlock := v.keys.LockBoth(from, to)
	defer unlock()
	if from == to {
		return
	}
	for name, change := range map[string]int{from: -n, to: n} {
		old, _ := v.amount.LoadOrStore(name, 0)
		v.amount.Store(name, old.(int)+change)
	}
}

func main() {
	var v vault
	v.add("a", 10)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { v.move("a", "b", 1) })
		wg.Go(func() { v.move("b", "a", 1) })
	}
	wg.Wait()
	v.move("a", "a", 5)
	fmt.Println(v.amount.Load("a"))
}

// A transfer locks both accounts through their keys and gives the second one back twice.
package main

import (
	"fmt"
	"sync"
)

type keyLocks struct {
	guard sync.Mutex
	locks map[string]*sync.Mutex
}

func (k *keyLocks) of(key string) *sync.Mutex {
	k.guard.Lock()
	defer k.guard.Unlock()
	m, ok := k.locks[key]
	if !ok {
		m = new(sync.Mutex)
		k.locks[key] = m
	}
	return m
}

type bank struct {
	keys     keyLocks
	balances map[string]int
}

func (b *bank) transfer(from, to string, n int) bool {
	if from > to {
		return b.transfer(to, from, -n)
	}
	src, dst := b.keys.of(from), b.keys.of(to)
	src.Lock()
	dst.Lock()
	if b.balances[from] < n {
		dst.Unlock()
		src.Unlock()
		return false
	}
	b.balances[from] -= n
	b.balances[to] += n
	dst.Unlock()
	src.Unlock()
	return true
}

func main() {
	b := &bank{keys: keyLocks{locks: map[string]*sync.Mutex{}}, balances: map[string]int{"ann": 5, "bob": 1}}
	fmt.Println(b.transfer("ann", "bob", 3), b.transfer("ann", "bob", 3))
}

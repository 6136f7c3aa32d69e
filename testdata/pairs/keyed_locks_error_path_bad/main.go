// Command keyed_locks_error_path serialises writes to accounts with one lock for each account.
package main

// needs: lock in a map, returned function, early return

import (
	"errors"
	"fmt"
	"sync"
)

type keyedMutex struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

// acquire locks the key and returns what unlocks it.
func (k *keyedMutex) acquire(key string) (release func()) {
	k.mu.Lock()
	l, ok := k.locks[key]
	if !ok {
		l = new(sync.Mutex)
		k.locks[key] = l
	}
	k.mu.Unlock()
	l.Lock() // or "lock-not-released"
	return l.Unlock
}

type bank struct {
	keys     keyedMutex
	balances sync.Map
}

var errOverdrawn = errors.New("overdrawn")

func (b *bank) withdraw(account string, amount int) error {
	release := b.keys.acquire(account) // or "lock-not-released"
	value, ok := b.balances.Load(account)
	if !ok {
		release()
		return fmt.Errorf("no account %q", account)
	}
	balance := value.(int)
	if balance < amount {
		return errOverdrawn // want "lock-not-released"
	}
	b.balances.Store(account, balance-amount)
	release()
	return nil
}

func main() {
	b := &bank{keys: keyedMutex{locks: map[string]*sync.Mutex{}}}
	b.balances.Store("7-100", 50)
	for _, step := range []struct {
		account string
		amount  int
	}{{"7-100", 20}, {"9-999", 1}, {"7-100", 40}, {"7-100", 5}} {
		fmt.Println(step.account, step.amount, b.withdraw(step.account, step.amount))
	}
}

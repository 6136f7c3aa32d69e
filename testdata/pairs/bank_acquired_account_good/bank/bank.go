// Package bank keeps accounts that their users lock.
package bank

import (
	"fmt"
	"sync"
)

// Account is returned locked by Acquire; call Release.
type Account struct {
	mu      sync.Mutex
	Balance int
	Frozen  bool
}

// Release gives the account back.
func (a *Account) Release() { a.mu.Unlock() }

// Bank knows the accounts.
type Bank struct {
	mu       sync.RWMutex
	accounts map[string]*Account
}

// Open returns a bank with these balances.
func Open(balances map[string]int) *Bank {
	b := &Bank{accounts: map[string]*Account{}}
	for who, n := range balances {
		b.accounts[who] = &Account{Balance: n, Frozen: n < 0}
	}
	return b
}

// Acquire returns the account of that name, locked.
func (b *Bank) Acquire(who string) (*Account, error) {
	b.mu.RLock()
	acct, ok := b.accounts[who]
	b.mu.RUnlock()
	if !ok {
		return nil, fmt.Errorf("no account %q", who)
	}
	acct.mu.Lock()
	return acct, nil
}

// Command wallet_transfer_both_ways moves money between wallets, each with its own lock.
package main

// needs: two instances of one type

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

var errFunds = errors.New("insufficient funds")

type wallet struct {
	mu      sync.Mutex
	id      int
	balance int
}

func transfer(from, to *wallet, amount int) error {
	from.mu.Lock()
	defer from.mu.Unlock()
	if from.balance < amount {
		return fmt.Errorf("wallet %d: %w", from.id, errFunds)
	}
	time.Sleep(20 * time.Millisecond) // fraud check
	to.mu.Lock()                      // want "lock-order-inversion"
	defer to.mu.Unlock()
	from.balance -= amount
	to.balance += amount
	return nil
}

func main() {
	ann, ben := &wallet{id: 1, balance: 50}, &wallet{id: 2, balance: 50}
	errs := make(chan error, 2)
	go func() { errs <- transfer(ann, ben, 10) }()
	go func() { errs <- transfer(ben, ann, 20) }()
	for range 2 {
		if err := <-errs; err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(ann.balance, ben.balance)
}

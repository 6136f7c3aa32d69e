// Command locked_suffix_helpers calls helpers that expect the lock to be held.
package main

import (
	"fmt"
	"sync"
)

type ledger struct {
	mu      sync.Mutex
	balance map[string]int
}

func (l *ledger) addLocked(who string, n int) { l.balance[who] += n }

func (l *ledger) swapLocked() map[string]int {
	l.mu.Unlock()
	fresh := make(map[string]int, 8)
	l.mu.Lock()
	old := l.balance
	l.balance = fresh
	return old
}

func (l *ledger) book(who string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.addLocked(who, n)
}

func (l *ledger) rotate() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.swapLocked()
}

func main() {
	l := &ledger{balance: map[string]int{}}
	l.book("ann", 3)
	l.book("ann", 4)
	fmt.Println(l.rotate()["ann"], len(l.rotate()))
}

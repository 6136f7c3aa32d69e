// A method locks and returns the unlocking function; one caller defers the locking itself.
package main

import "fmt"
import "sync"

type ledger struct {
	mu      sync.Mutex
	balance map[string]int64
}

func (l *ledger) guard() (release func()) {
	l.mu.Lock()
	return func() { l.mu.Unlock() }
}

func (l *ledger) credit(who string, cents int64) {
	defer l.guard()()
	l.balance[who] += cents
}

func (l *ledger) debit(who string, cents int64) bool {
	defer l.guard()()
	if l.balance[who] < cents {
		return false
	}
	l.balance[who] -= cents
	return true
}

func main() {
	l := &ledger{balance: map[string]int64{}}
	l.credit("ann", 500)
	fmt.Println(l.debit("ann", 200))
	fmt.Println(l.debit("ann", 400))
	l.credit("bob", 1)
	fmt.Println(l.balance)
}

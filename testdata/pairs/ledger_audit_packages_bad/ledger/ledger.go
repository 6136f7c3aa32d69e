// Package ledger keeps accounts.
package ledger

import (
	"fmt"
	"sync"
	"time"

	"example.com/pairs/ledger_audit_packages_bad/audit"
)

// Ledger holds balances.
type Ledger struct {
	mu       sync.Mutex
	balances map[string]int
	trail    *audit.Trail
}

// New returns a ledger with two customers.
func New(trail *audit.Trail) *Ledger {
	return &Ledger{balances: map[string]int{"alice": 100, "bob": 5}, trail: trail}
}

// Pay moves an amount.
func (l *Ledger) Pay(from, to string, amount int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.balances[from] < amount {
		return fmt.Errorf("%s has only %d", from, l.balances[from])
	}
	l.balances[from] -= amount
	l.balances[to] += amount
	l.trail.Note(fmt.Sprintf("%s paid %d to %s", from, amount, to)) // want "lock-order-inversion"
	return nil
}

// Total is the sum of all balances.
func (l *Ledger) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	sum := 0
	for _, balance := range l.balances {
		sum += balance
	}
	return sum
}

// Auditor compares ledger and trail.
type Auditor struct {
	ledger *Ledger
	trail  *audit.Trail
}

// NewAuditor returns an auditor of both.
func NewAuditor(l *Ledger, t *audit.Trail) *Auditor { return &Auditor{ledger: l, trail: t} }

// Snapshot describes both at one moment.
func (a *Auditor) Snapshot() string {
	return a.trail.Freeze(func(remarks []string) string {
		time.Sleep(40 * time.Millisecond) // hash the remarks
		return fmt.Sprintf("%d remarks, total %d", len(remarks), a.ledger.Total())
	})
}

// Command e_trylock_probe checks once that its ledger is usable and then books entries.
//
// The caller that gets a yes knows that it holds the lock and gives it back.
package main

import (
	"log"
	"sync"
	"time"
)

type ledger struct {
	mu      sync.Mutex
	opened  chan struct{}
	entries []string
}

func openLedger() *ledger {
	l := &ledger{opened: make(chan struct{})}
	go func() {
		time.Sleep(10 * time.Millisecond) // replay the journal
		close(l.opened)
	}()
	return l
}

// Claim waits until the ledger is open and locks it if it is idle; when it says true, the caller must Release it.
func (l *ledger) Claim(patience time.Duration) bool {
	select {
	case <-l.opened:
	case <-time.After(patience):
		return false
	}
	return l.mu.TryLock()
}

// Release ends a claim.
func (l *ledger) Release() { l.mu.Unlock() }

// Book appends an entry.
func (l *ledger) Book(entry string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, entry)
}

func main() {
	books := openLedger()
	if !books.Claim(time.Second) {
		log.Fatal("the ledger is not available")
	}
	books.Release()
	log.Print("the ledger is ready")
	books.Book("opening balance")
	log.Print("booked")
}

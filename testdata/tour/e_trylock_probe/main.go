// Command e_trylock_probe checks once that its ledger is usable and then books entries.
//
// Ready answers with the result of TryLock: true means that the caller now holds the lock. The caller takes it for a
// plain yes or no and never unlocks, so the first booking waits for ever.
package main

import (
	"log"
	"sync"
	"time"
)

// observe-expect: asleep

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

// Ready reports whether the ledger is open and idle; when it says true, the ledger is locked for the caller.
func (l *ledger) Ready(patience time.Duration) bool {
	select {
	case <-l.opened:
	case <-time.After(patience):
		return false
	}
	return l.mu.TryLock()
}

// Book appends an entry.
func (l *ledger) Book(entry string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, entry)
}

func main() {
	books := openLedger()
	if !books.Ready(time.Second) { // want "trylock-unchecked"
		log.Fatal("the ledger is not available")
	}
	log.Print("the ledger is ready")
	books.Book("opening balance")
	log.Print("booked")
}

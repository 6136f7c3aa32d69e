// A test fails with the ledger locked, and its cleanup closes the ledger.
// needs: test, t.Fatal, Cleanup
package ledger

import (
	"sync"
	"testing"
)

type ledger struct {
	mu      sync.Mutex
	entries []int
	closed  bool
}

func (l *ledger) add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, n)
}

func (l *ledger) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
}

func open(t *testing.T) *ledger {
	t.Helper()
	l := &ledger{}
	t.Cleanup(l.close) // or "lock-not-released|double-lock"
	return l
}

func TestAdd(t *testing.T) {
	l := open(t)
	l.add(3)
	l.mu.Lock() // or "lock-not-released"
	if len(l.entries) != 2 {
		t.Skip("not yet") // want "lock-not-released"
	}
	l.mu.Unlock()
}

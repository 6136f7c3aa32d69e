// Package audit keeps a trail of what was done.
package audit

import (
	"sync"
	"time"
)

// Trail is an append-only list of remarks.
type Trail struct {
	mu      sync.Mutex
	remarks []string
}

// NewTrail returns an empty trail.
func NewTrail() *Trail { return &Trail{} }

// Note appends a remark.
func (t *Trail) Note(remark string) {
	time.Sleep(20 * time.Millisecond) // the signature
	t.mu.Lock()                       // or "lock-order-inversion"
	defer t.mu.Unlock()
	t.remarks = append(t.remarks, remark)
}

// Freeze stops additions while summarize runs.
func (t *Trail) Freeze(summarize func(remarks []string) string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return summarize(t.remarks) // or "lock-order-inversion"
}

// Package session knows who is there.
package session

import "sync"

// Event tells what a user did.
type Event struct{ User, Kind string }

// Registry notes activity.
type Registry interface {
	Touch(user string)
}

// Table is a Registry that announces events.
type Table struct {
	sync.RWMutex
	users map[string]int
	feed  chan Event
}

// NewTable makes an empty table.
func NewTable() *Table {
	return &Table{users: map[string]int{}, feed: make(chan Event)}
}

// Feed gives the events.
func (t *Table) Feed() <-chan Event { return t.feed }

// Close ends the feed.
func (t *Table) Close() { close(t.feed) }

// Add lets a user in.
func (t *Table) Add(user string) {
	t.Lock()
	defer t.Unlock()
	t.users[user] = 0
}

// Touch counts an activity.
func (t *Table) Touch(user string) {
	t.Lock() // or "mixed-wait-cycle"
	t.users[user]++
	t.Unlock()
}

// Touched says how active a user was.
func (t *Table) Touched(user string) int {
	t.RLock()
	defer t.RUnlock()
	return t.users[user]
}

// Announce tells the feed that all users did something.
func (t *Table) Announce(kind string) {
	t.RLock()
	defer t.RUnlock()
	for u := range t.users {
		t.feed <- Event{u, kind} // want "mixed-wait-cycle|lock-held-at-blocking-op"
	}
}

// Command session_walk_parameter removes expired sessions while it walks over them with a visitor function.
package main

// needs: parameter, closure

import (
	"fmt"
	"sync"
	"time"
)

type session struct {
	user    string
	expires time.Time
}

type sessionTable struct {
	guard    sync.RWMutex
	sessions map[string]session
}

func newSessionTable() *sessionTable {
	return &sessionTable{sessions: make(map[string]session)}
}

func (t *sessionTable) put(id string, s session) {
	t.guard.Lock()
	defer t.guard.Unlock()
	t.sessions[id] = s
}

func (t *sessionTable) drop(id string) {
	t.guard.Lock() // or "double-lock"
	defer t.guard.Unlock()
	delete(t.sessions, id)
}

// each calls visit for every session.
func (t *sessionTable) each(visit func(id string, s session)) {
	t.guard.RLock()
	defer t.guard.RUnlock()
	for id, s := range t.sessions {
		visit(id, s) // want "double-lock"
	}
}

// sweep drops what has expired and says how much that was.
func sweep(t *sessionTable, now time.Time) int {
	dropped := 0
	t.each(func(id string, s session) {
		if s.expires.Before(now) {
			t.drop(id) // or "double-lock"
			dropped++
		}
	})
	return dropped
}

func main() {
	table := newSessionTable()
	now := time.Now()
	table.put("a1", session{user: "ada", expires: now.Add(time.Hour)})
	table.put("b2", session{user: "bob", expires: now.Add(-time.Hour)})
	fmt.Println("dropped", sweep(table, now))
}

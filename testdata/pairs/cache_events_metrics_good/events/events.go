// Package events hands things that happened to whoever asked for them.
package events

import "sync"

// Kind says what happened.
type Kind uint8

// The kinds of events.
const (
	Evicted Kind = iota
	Added
)

// Listener is called in the goroutine that emits.
type Listener func(Kind, string)

// Emitter keeps listeners by kind. The zero value is ready.
type Emitter struct {
	mu        sync.RWMutex
	listeners map[Kind][]Listener
}

// On registers a listener.
func (e *Emitter) On(k Kind, l Listener) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.listeners == nil {
		e.listeners = make(map[Kind][]Listener)
	}
	e.listeners[k] = append(e.listeners[k], l)
}

// Emit calls the listeners of a kind.
func (e *Emitter) Emit(k Kind, key string) {
	e.mu.RLock()
	all := e.listeners[k]
	e.mu.RUnlock()
	for _, l := range all {
		l(k, key)
	}
}

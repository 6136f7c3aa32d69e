// Package broker passes messages on to those that asked for them.
package broker

import "sync"

// Broker knows its subscriptions.
type Broker struct {
	mu   sync.Mutex
	subs []*Subscription
	down bool
}

// New returns a broker without subscriptions.
func New() *Broker { return &Broker{} }

// Subscribe adds a subscription that keeps up to n messages.
func (b *Broker) Subscribe(name string, n int) *Subscription {
	s := &Subscription{name: name, events: make(chan string, n), owner: b}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, s)
	return s
}

// Publish gives msg to every subscription that has room.
func (b *Broker) Publish(msg string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.subs {
		if s.gone {
			continue
		}
		select {
		case s.events <- msg:
		default:
		}
	}
}

// Shutdown ends all subscriptions.
func (b *Broker) Shutdown() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down {
		return
	}
	b.down = true
	for _, s := range b.subs {
		if !s.gone {
			s.gone = true
			close(s.events)
		}
	}
	b.subs = nil
}

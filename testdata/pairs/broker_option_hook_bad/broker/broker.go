// Package broker keeps the last messages of each topic.
package broker

import "sync"

// Broker is safe for concurrent use.
type Broker struct {
	opts options

	lock     sync.RWMutex
	retained map[string][]string
}

// New returns a broker with the given options.
func New(opts ...Option) *Broker {
	b := &Broker{retained: make(map[string][]string)}
	for _, apply := range opts {
		apply(&b.opts)
	}
	return b
}

// Publish retains a message and tells the hook.
func (b *Broker) Publish(topic, message string) {
	b.lock.Lock()
	defer b.lock.Unlock()
	kept := append(b.retained[topic], message)
	if over := len(kept) - b.opts.retention; over > 0 {
		kept = kept[over:]
	}
	b.retained[topic] = kept
	if b.opts.onPublish != nil {
		b.opts.onPublish(topic) // want "double-lock"
	}
}

// Retained says how many messages of a topic are kept.
func (b *Broker) Retained(topic string) int {
	b.lock.RLock() // or "double-lock"
	defer b.lock.RUnlock()
	return len(b.retained[topic])
}

// Package plugin has a plugin that follows its host's version.
package plugin

import (
	"sync"
	"time"
)

// Versioned is what a plugin wants from its host.
type Versioned interface{ Version() int }

// Plugin counts events.
type Plugin struct {
	mu     sync.Mutex
	host   Versioned
	events int
	seen   int
}

// New returns a plugin of host.
func New(host Versioned) *Plugin { return &Plugin{host: host} }

// Notify counts an event.
func (p *Plugin) Notify(string) {
	p.mu.Lock() // or "lock-order-inversion"
	defer p.mu.Unlock()
	p.events++
}

// Reload asks the host for its version.
func (p *Plugin) Reload() {
	p.mu.Lock()
	defer p.mu.Unlock()
	time.Sleep(time.Millisecond)
	p.seen = p.host.Version() // or "lock-order-inversion"
}

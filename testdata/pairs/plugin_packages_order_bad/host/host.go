// Package host knows its plugins.
package host

import (
	"sync"
	"time"
)

// Plugin is told about events.
type Plugin interface{ Notify(event string) }

// Host keeps plugins.
type Host struct {
	mu      sync.Mutex
	plugins []Plugin
	version int
}

// New returns a host without plugins.
func New() *Host { return &Host{} }

// Register adds a plugin.
func (h *Host) Register(p Plugin) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.plugins = append(h.plugins, p)
}

// Broadcast tells all plugins.
func (h *Host) Broadcast() {
	h.mu.Lock()
	defer h.mu.Unlock()
	time.Sleep(time.Millisecond)
	for _, p := range h.plugins {
		p.Notify("start") // want "lock-order-inversion"
	}
}

// Version says which configuration is in force.
func (h *Host) Version() int {
	h.mu.Lock() // or "lock-order-inversion"
	defer h.mu.Unlock()
	return h.version
}

// Command plugin_host_rlock_notify reads its configuration in plugins while somebody reloads it.
package main

// needs: interface, embedding, read lock twice with a writer, depth 5

import (
	"fmt"
	"sync"
	"time"
)

type config struct {
	sync.RWMutex
	values map[string]string
}

func (c *config) get(key string) string {
	c.RLock() // or "rlock-reentry"
	defer c.RUnlock()
	return c.values[key]
}

func (c *config) reload(values map[string]string) {
	c.Lock() // or "rlock-reentry"
	c.values = values
	c.Unlock()
}

type plugin interface{ Start(h *host) error }

type host struct {
	*config
	plugins []plugin
}

func (h *host) startAll() error {
	h.RLock()
	defer h.RUnlock()
	for _, p := range h.plugins {
		if err := h.start(p); err != nil { // want "rlock-reentry"
			return err
		}
	}
	return nil
}

func (h *host) start(p plugin) error { return p.Start(h) } // or "rlock-reentry"

type exporter struct{ addr string }

func (e *exporter) Start(h *host) error {
	time.Sleep(100 * time.Millisecond)
	e.addr = e.listenAddr(h) // or "rlock-reentry"
	return nil
}

func (e *exporter) listenAddr(h *host) string { return h.get("exporter.addr") } // or "rlock-reentry"

func main() {
	h := &host{config: &config{values: map[string]string{"exporter.addr": ":9100"}}, plugins: []plugin{&exporter{}}}
	done := make(chan error)
	go func() { done <- h.startAll() }()
	time.Sleep(20 * time.Millisecond)
	h.reload(map[string]string{"exporter.addr": ":9200"})
	fmt.Println(<-done)
}

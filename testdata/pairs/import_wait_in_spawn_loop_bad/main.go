// Command import_wait_in_spawn_loop loads plugins in parallel.
package main

// needs: closure in a loop

import (
	"fmt"
	"sync"
	"time"
)

type plugin struct {
	name   string
	loaded bool
}

func (p *plugin) load() error {
	time.Sleep(5 * time.Millisecond) // read and verify
	p.loaded = true
	return nil
}

type host struct {
	plugins []*plugin
	errs    chan error
}

func (h *host) loadAll() {
	var group sync.WaitGroup
	group.Add(len(h.plugins))
	for _, p := range h.plugins {
		go func() {
			defer group.Done()
			if err := p.load(); err != nil {
				h.errs <- fmt.Errorf("plugin %s: %w", p.name, err)
			}
		}()
		group.Wait() // want "waitgroup-wait-cycle"
	}
}

func main() {
	h := &host{plugins: []*plugin{{name: "auth"}, {name: "geo"}}, errs: make(chan error, 2)}
	h.loadAll()
	fmt.Println(len(h.plugins), "plugins,", len(h.errs), "errors")
}

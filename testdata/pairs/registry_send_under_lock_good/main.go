// Command registry_send_under_lock tells a supervisor about services that come and go.
package main

import (
	"fmt"
	"sync"
)

type listener interface{ changed(name string) }

type supervisor struct {
	events chan string
	reg    *registry
}

func (s *supervisor) changed(name string) { s.events <- name }

func (s *supervisor) watch(n int) {
	for range n {
		name := <-s.events
		fmt.Println(name, "makes", s.reg.count())
	}
}

type registry struct {
	mu       sync.RWMutex
	services map[string]bool
	tell     listener
}

func (r *registry) count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.services)
}

func (r *registry) add(names ...string) {
	for _, name := range names {
		r.mu.Lock()
		r.services[name] = true
		r.mu.Unlock()
		r.tell.changed(name)
	}
}

func main() {
	r := &registry{services: map[string]bool{}}
	s := &supervisor{events: make(chan string), reg: r}
	r.tell = s
	var watching sync.WaitGroup
	watching.Go(func() { s.watch(3) })
	r.add("auth", "mail", "search")
	watching.Wait()
}

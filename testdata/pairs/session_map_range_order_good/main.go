// A hub walks its sessions with the stats lock held; a session that ends holds its own lock and updates the stats.
package main

import (
	"fmt"
	"sync"
	"time"
)

type hub struct {
	sessions sync.Map // string -> *session
	statsMu  sync.Mutex
	bytes    int
	ended    int
}

type session struct {
	hub  *hub
	name string
	mtx  sync.Mutex
	sent int
}

func (h *hub) collect() int {
	total := 0
	h.sessions.Range(func(key, value any) bool {
		s := value.(*session)
		s.mtx.Lock()
		total += s.sent
		time.Sleep(time.Millisecond)
		s.mtx.Unlock()
		return true
	})
	h.statsMu.Lock()
	defer h.statsMu.Unlock()
	h.bytes += total
	return h.bytes
}

func (s *session) end() {
	s.mtx.Lock()
	defer s.mtx.Unlock()
	s.sent += 10
	time.Sleep(2 * time.Millisecond)
	s.hub.statsMu.Lock()
	s.hub.ended++
	s.hub.statsMu.Unlock()
}

func main() {
	h := new(hub)
	for i := range 5 {
		name := fmt.Sprintf("s%d", i)
		h.sessions.Store(name, &session{hub: h, name: name})
	}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		h.sessions.Range(func(_, v any) bool {
			if s, ok := v.(*session); ok {
				wg.Add(1)
				go func() { defer wg.Done(); s.end() }()
			}
			return true
		})
	}()
	time.Sleep(time.Millisecond)
	fmt.Println(h.collect() >= 0)
	wg.Wait()
}

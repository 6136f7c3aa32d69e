// Command shutdown_wait_under_lock stops a server that counts its requests and records their outcome under a lock.
package main

// needs: across bodies

import (
	"log"
	"sync"
	"time"
)

type server struct {
	mu       sync.Mutex
	closed   bool
	outcomes map[int]string
	requests sync.WaitGroup
}

func (s *server) accept(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.requests.Add(1)
	go s.handle(id)
	return true
}

func (s *server) handle(id int) {
	defer s.requests.Done()
	time.Sleep(20 * time.Millisecond) // the work
	s.record(id, "ok")
}

func (s *server) record(id int, outcome string) {
	s.mu.Lock()
	s.outcomes[id] = outcome
	s.mu.Unlock()
}

// shutdown refuses new requests and waits for those in flight.
func (s *server) shutdown() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.requests.Wait() // want "waitgroup-wait-cycle"
	return len(s.outcomes)
}

func main() {
	s := &server{outcomes: make(map[int]string)}
	for id := range 3 {
		if !s.accept(id) {
			log.Printf("request %d refused", id)
		}
	}
	log.Printf("%d requests served", s.shutdown())
}

// Command server_shutdown_drains stops accepting, lets the handlers finish and then closes what they send to.
package main

import (
	"fmt"
	"sync"
)

type Server struct {
	mu       sync.Mutex
	draining bool
	inflight sync.WaitGroup
	audit    chan string
	written  chan []string
}

func NewServer() *Server {
	s := &Server{audit: make(chan string), written: make(chan []string)}
	go func() {
		var lines []string
		for l := range s.audit {
			lines = append(lines, l)
		}
		s.written <- lines
	}()
	return s
}

func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.inflight.Add(1)
	return true
}

func (s *Server) Handle(req string) bool {
	if !s.begin() {
		return false
	}
	defer s.inflight.Done()
	s.audit <- req
	return true
}

func (s *Server) Shutdown() []string {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	s.inflight.Wait()
	close(s.audit)
	return <-s.written
}

func main() {
	s := NewServer()
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Add(1)
		go func() {
			defer clients.Done()
			s.Handle(fmt.Sprint("request ", i))
		}()
	}
	clients.Wait()
	fmt.Println(len(s.Shutdown()), s.Handle("late"))
}

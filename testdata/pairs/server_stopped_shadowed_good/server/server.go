// Package server answers on a connection.
package server

import (
	"errors"
	"sync"
)

// Config says how to serve.
type Config struct {
	Workers int
}

// Server is one listener.
type Server struct {
	addr    string
	cfg     Config
	quit    chan struct{}
	stopped chan struct{}

	mu     sync.Mutex
	served int
}

// New prepares a server.
func New(addr string, cfg Config) (*Server, error) {
	if addr == "" {
		return nil, errors.New("no address")
	}
	s := &Server{addr: addr, cfg: cfg}
	s.quit = make(chan struct{})
	return s, nil
}

// Start serves in the background.
func (s *Server) Start() {
	s.stopped = make(chan struct{})
	go func() {
		defer close(s.stopped)
		s.serve()
	}()
}

func (s *Server) serve() {
	var wg sync.WaitGroup
	for range s.cfg.Workers {
		wg.Go(func() {
			<-s.quit
			s.mu.Lock()
			s.served++
			s.mu.Unlock()
		})
	}
	wg.Wait()
}

// Stop asks the server to end.
func (s *Server) Stop() { close(s.quit) }

// Wait returns once the server has ended.
func (s *Server) Wait() {
	<-s.stopped
}

// Served says how many workers ended well.
func (s *Server) Served() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.served
}

// Command generation_restart makes a new stop channel each time it starts, and waits outside of its lock.
package main

import (
	"fmt"
	"sync"
)

type Service struct {
	mu      sync.Mutex
	stop    chan struct{}
	stopped chan struct{}
	beats   int
}

func (s *Service) Start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		return false
	}
	s.stop, s.stopped = make(chan struct{}), make(chan struct{})
	go s.run(s.stop, s.stopped)
	return true
}

func (s *Service) run(stop <-chan struct{}, stopped chan<- struct{}) {
	defer close(stopped)
	<-stop
	s.mu.Lock()
	s.beats++
	s.mu.Unlock()
}

func (s *Service) Stop() {
	s.mu.Lock()
	stop, stopped := s.stop, s.stopped
	s.stop, s.stopped = nil, nil
	s.mu.Unlock()
	if stop == nil {
		return
	}
	close(stop)
	<-stopped
}

func main() {
	var s Service
	for range 3 {
		fmt.Println(s.Start(), s.Start())
		s.Stop()
		s.Stop()
	}
	fmt.Println(s.beats)
}

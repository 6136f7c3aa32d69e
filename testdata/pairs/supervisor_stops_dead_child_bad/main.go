// needs: channel in a field, struct in a map, counterpart leaves by error
package main

import (
	"errors"
	"log"
	"os"
	"sync"
	"time"
)

var logger = log.New(os.Stdout, "", 0)

type child struct {
	name string
	stop chan struct{}
	work func() error
}

func (c *child) run() {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-t.C:
			if err := c.work(); err != nil {
				logger.Printf("%s failed: %v", c.name, err)
				return // or "send-without-receiver"
			}
		}
	}
}

// Supervisor runs children.
type Supervisor struct {
	mu       sync.Mutex
	children map[string]*child
}

// Start adds a child and runs it.
func (s *Supervisor) Start(name string, work func() error) {
	c := &child{name: name, stop: make(chan struct{}), work: work}
	s.mu.Lock()
	s.children[name] = c
	s.mu.Unlock()
	go c.run()
}

// Stop ends all children.
func (s *Supervisor) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, c := range s.children {
		c.stop <- struct{}{} // want "send-without-receiver|lock-held-at-blocking-op"
		delete(s.children, name)
	}
}

func main() {
	s := &Supervisor{children: make(map[string]*child)}
	s.Start("heartbeat", func() error { return nil })
	left := 3
	s.Start("upload", func() error {
		if left--; left == 0 {
			return errors.New("disk full")
		}
		return nil
	})
	time.Sleep(30 * time.Millisecond)
	s.Stop()
}

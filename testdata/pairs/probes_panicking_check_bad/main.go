// Command probes runs health checks, and a check that panics must not take the others with it.
package main

import (
	"fmt"
	"log"
	"sync"
)

// needs: WaitGroup, panic and recover, stored callback

type check struct {
	name string
	run  func() error
}

type suite struct {
	checks []check
	mu     sync.Mutex
	failed map[string]error
}

func (s *suite) fail(name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed[name] = err
}

func (s *suite) runAll() {
	var wg sync.WaitGroup
	wg.Add(len(s.checks))
	for _, c := range s.checks {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					log.Printf("%s: %v", c.name, r)
					s.fail(c.name, fmt.Errorf("panic: %v", r))
				}
			}()
			if err := c.run(); err != nil { // or "waitgroup-missing-done"
				s.fail(c.name, err)
			}
			wg.Done() // or "waitgroup-missing-done"
		}()
	}
	wg.Wait() // want "waitgroup-missing-done"
}

func main() {
	var disks map[string]int
	s := &suite{failed: map[string]error{}, checks: []check{
		{"memory", func() error { return nil }},
		{"disk", func() error { disks["sda"]++; return nil }},
	}}
	s.runAll()
	fmt.Println(len(s.failed), "failed")
}

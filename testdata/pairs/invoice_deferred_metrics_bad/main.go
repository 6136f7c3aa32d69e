// A deferred closure reports the outcome with a method that locks, before the deferred unlock has run.
// needs: defer order, closure, named result
package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

type Invoices struct {
	mu       sync.Mutex
	open     map[int]int64
	failures int
	last     time.Duration
}

func (s *Invoices) observe(started time.Time, err error) {
	s.mu.Lock() // or "double-lock"
	defer s.mu.Unlock()
	s.last = time.Since(started)
	if err != nil {
		s.failures++
	}
}

func (s *Invoices) Pay(id int, cents int64) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	started := time.Now()
	defer func() { s.observe(started, err) }() // want "double-lock"

	due, ok := s.open[id]
	if !ok {
		return fmt.Errorf("invoice %d is unknown", id)
	}
	if cents < due {
		return errors.New("not enough")
	}
	delete(s.open, id)
	return nil
}

func main() {
	s := &Invoices{open: map[int]int64{1: 100, 2: 250}}
	for id := 1; id <= 3; id++ {
		if err := s.Pay(id, 120); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(s.failures)
}

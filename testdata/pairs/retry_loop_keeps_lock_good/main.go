// Command retry_loop_keeps_lock writes records to a store with retries.
package main

import (
	"errors"
	"fmt"
	"sync"
)

var errBusy = errors.New("busy")

type store struct {
	mtx      sync.Mutex
	failures int
	rows     []string
}

func (s *store) write(row string) error {
	if s.failures > 0 {
		s.failures--
		return errBusy
	}
	s.rows = append(s.rows, row)
	return nil
}

func (s *store) insert(row string, attempts int) (err error) {
	for try := 0; try < attempts; try++ {
		s.mtx.Lock()
		if err = s.write(row); errors.Is(err, errBusy) {
			s.mtx.Unlock()
			continue
		}
		s.mtx.Unlock()
		return err
	}
	return fmt.Errorf("%s: %w", row, err)
}

func main() {
	s := &store{failures: 1}
	fmt.Println(s.insert("a", 3))
	fmt.Println(s.insert("b", 3), len(s.rows))
}

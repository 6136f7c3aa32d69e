// Command writer_unlock_twice appends to a journal; the error path gives the lock back by hand, and so does a defer.
package main

// needs: defer

import (
	"errors"
	"log"
	"sync"
)

// observe-expect: fatal

var errFull = errors.New("journal is full")

type journal struct {
	mu    sync.Mutex
	lines []string
	limit int
}

func (j *journal) append(line string) error {
	j.mu.Lock()
	defer j.mu.Unlock() // or "unlock-of-unlocked"
	if len(j.lines) >= j.limit {
		j.mu.Unlock()
		return errFull // want "unlock-of-unlocked"
	}
	j.lines = append(j.lines, line)
	return nil
}

func main() {
	j := &journal{limit: 1}
	for _, line := range []string{"started", "listening"} {
		if err := j.append(line); err != nil {
			log.Print(err)
		}
	}
}

// Package sink writes lines in batches.
package sink

import "sync"

// Sink gathers lines and hands full batches to a writer goroutine.
type Sink struct {
	size int

	mu      sync.Mutex
	pending []string
	written int
	failed  int

	batches chan []string
	done    chan struct{}
}

// New starts the writer.
func New(size int) *Sink {
	s := &Sink{size: size, batches: make(chan []string), done: make(chan struct{})}
	go s.writer()
	return s
}

// Add takes one line.
func (s *Sink) Add(line string) {
	s.mu.Lock()
	s.pending = append(s.pending, line)
	var full []string
	if len(s.pending) >= s.size {
		full, s.pending = s.pending, nil
	}
	s.mu.Unlock()
	if full != nil {
		s.batches <- full
	}
}

func (s *Sink) writer() {
	defer close(s.done)
	for batch := range s.batches {
		ok := 0
		for _, line := range batch {
			if line != "" {
				ok++
			}
		}
		s.record(ok, len(batch)-ok)
	}
}

func (s *Sink) record(ok, bad int) {
	s.mu.Lock()
	s.written += ok
	s.failed += bad
	s.mu.Unlock()
}

// Close writes what is left and says how many lines were written.
func (s *Sink) Close() int {
	s.mu.Lock()
	rest := s.pending
	s.pending = nil
	s.mu.Unlock()
	if len(rest) > 0 {
		s.batches <- rest
	}
	close(s.batches)
	<-s.done
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

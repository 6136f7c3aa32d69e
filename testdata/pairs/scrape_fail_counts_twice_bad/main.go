// A scraper counts a target down when it ends, and once more when it failed.
// needs: helper method, defer, early return
package main

import (
	"errors"
	"fmt"
	"sync"
)

type scraper struct {
	wg      sync.WaitGroup
	errs    []error
	errsMu  sync.Mutex
	targets []string
}

var errRefused = errors.New("connection refused")

func (s *scraper) fail(target string, err error) {
	s.errsMu.Lock()
	s.errs = append(s.errs, fmt.Errorf("%s: %w", target, err))
	s.errsMu.Unlock()
	s.wg.Done() // or "waitgroup-negative-counter"
}

func (s *scraper) scrapeOne(target string) {
	defer s.wg.Done() // or "waitgroup-negative-counter"

	body, err := s.get(target)
	if err != nil {
		s.fail(target, err) // want "waitgroup-negative-counter"
		return
	}
	_ = body
}

func (s *scraper) get(target string) ([]byte, error) {
	if len(target)%2 == 0 {
		return nil, errRefused
	}
	return []byte(target), nil
}

func (s *scraper) run() error {
	for _, t := range s.targets {
		s.wg.Add(1)
		go s.scrapeOne(t)
	}
	s.wg.Wait()
	return errors.Join(s.errs...)
}

func main() {
	s := &scraper{targets: []string{"node-1", "node-02", "node-03", "node-10"}}
	fmt.Println(s.run())
}

// Command thumbnail_missing_done scales pictures in parallel; pictures that cannot be read are skipped.
package main

// needs: parameter, early return

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"sync"
)

var errFormat = errors.New("unknown picture format")

type picture struct {
	name string
	body []byte
}

type scaler struct {
	mu     sync.Mutex
	scaled map[string]int
}

func decode(p picture) (int, error) {
	if !bytes.HasPrefix(p.body, []byte("GIF8")) {
		return 0, fmt.Errorf("%s: %w", p.name, errFormat)
	}
	return len(p.body), nil
}

func (s *scaler) scale(p picture, pending *sync.WaitGroup) {
	size, err := decode(p)
	if err != nil {
		log.Print(err)
		return // or "waitgroup-missing-done"
	}
	s.mu.Lock()
	s.scaled[p.name] = size / 2
	s.mu.Unlock()
	pending.Done()
}

func (s *scaler) scaleAll(pictures []picture) int {
	var pending sync.WaitGroup
	for _, p := range pictures {
		pending.Add(1) // want "waitgroup-missing-done"
		go s.scale(p, &pending)
	}
	pending.Wait()
	return len(s.scaled)
}

func main() {
	s := &scaler{scaled: make(map[string]int)}
	n := s.scaleAll([]picture{
		{"cat.gif", []byte("GIF89a...............")},
		{"dog.bmp", []byte("BM..")},
	})
	fmt.Println(n, "thumbnails")
}

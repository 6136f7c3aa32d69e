package main

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
)

type stats struct {
	words, lines atomic.Int64
}

func (s *stats) consume(lines <-chan string, wg *sync.WaitGroup) {
	defer wg.Done()
	for l := range lines {
		s.lines.Add(1)
		s.words.Add(int64(len(strings.Fields(l))))
	}
}

func count(text string, workers int, s *stats) {
	var wg sync.WaitGroup
	lines := make(chan string)
	defer wg.Wait()
	defer close(lines)

	for range workers {
		wg.Add(1)
		go s.consume(lines, &wg)
	}
	for l := range strings.Lines(text) {
		lines <- l
	}
}

func main() {
	s := new(stats)
	count("one two\nthree\n\nfour five six\n", 2, s)
	fmt.Println(s.lines.Load(), s.words.Load())
}

// The stages of a pipeline are started through the loop's copy of each, and awaited in the slice.
// needs: range by value, WaitGroup in a struct, method on a copy
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

type stage struct {
	name    string
	running sync.WaitGroup
	workers int
	done    *atomic.Int32
}

func (s *stage) start() {
	s.running.Add(s.workers)
	for range s.workers {
		go func() {
			defer s.running.Done()
			time.Sleep(10 * time.Millisecond)
			s.done.Add(1)
		}()
	}
}

type pipeline struct{ stages []stage }

func (p *pipeline) run() {
	for _, s := range p.stages { // want "waitgroup-copied|lock-copied"
		s.start()
	}
	for i := range p.stages {
		p.stages[i].running.Wait()
	}
}

func main() {
	var done atomic.Int32
	p := &pipeline{stages: []stage{{name: "parse", workers: 2, done: &done}, {name: "load", workers: 3, done: &done}}}
	p.run()
	if n := done.Load(); n != 5 {
		fmt.Println("only", n, "workers were awaited")
		os.Exit(3)
	}
	fmt.Println("all done")
}

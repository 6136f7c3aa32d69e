// Command trylock_done_right skips a compaction that is already running.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type store struct {
	compacting sync.Mutex
	runs       atomic.Int32
	skips      atomic.Int32
}

func (s *store) begin() bool { return s.compacting.TryLock() }

func (s *store) compact() {
	if !s.begin() {
		s.skips.Add(1)
		return
	}
	defer s.compacting.Unlock()
	s.runs.Add(1)
}

func main() {
	s := &store{}
	var all sync.WaitGroup
	for range 10 {
		all.Go(s.compact)
	}
	all.Wait()
	fmt.Println(s.runs.Load()+s.skips.Load() == 10)
}

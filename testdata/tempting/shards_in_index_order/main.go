// Command shards_in_index_order moves entries between shards and always locks the lower index first.
package main

import (
	"fmt"
	"sync"
)

type shard struct {
	sync.Mutex
	total int
}

type shards [4]shard

func (s *shards) move(from, to, n int) {
	if from == to {
		return
	}
	low, high := min(from, to), max(from, to)
	s[low].Lock()
	defer s[low].Unlock()
	s[high].Lock()
	defer s[high].Unlock()
	s[from].total -= n
	s[to].total += n
}

func (s *shards) sum() (n int) {
	for i := range s {
		s[i].Lock()
	}
	for i := range s {
		n += s[i].total
		s[i].Unlock()
	}
	return n
}

func main() {
	var s shards
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { s.move(i%4, (i*3+1)%4, i) })
	}
	all.Wait()
	fmt.Println(s.sum())
}

// Command warmup_group_ring warms two caches; each waits for the other's first half.
package main

import (
	"fmt"
	"sync"
)

type stage struct {
	name string
	half sync.WaitGroup
}

func newStage(name string) *stage {
	s := &stage{name: name}
	s.half.Add(1)
	return s
}

func (s *stage) run(other *stage) {
	s.half.Done()
	other.half.Wait()
	fmt.Println(s.name, "follows", other.name)
}

func main() {
	users, goods := newStage("users"), newStage("goods")
	var both sync.WaitGroup
	both.Go(func() { users.run(goods) })
	both.Go(func() { goods.run(users) })
	both.Wait()
}

// Command flag_store_rlock_reentry evaluates feature flags under a read lock while an operator edits them.
package main

// needs: interface, embedding, depth 5

import (
	"fmt"
	"sync"
	"time"
)

type rule interface {
	holds(s *flags, user string) bool
}

type base struct{ sync.RWMutex }

type flags struct {
	base
	rules map[string]rule
	level int
}

type always struct{}

func (always) holds(*flags, string) bool { return true }

type minLevel struct{ at int }

func (m minLevel) holds(s *flags, user string) bool {
	time.Sleep(time.Millisecond)
	return s.currentLevel() >= m.at
}

func (s *flags) currentLevel() int {
	s.RLock() // or "rlock-reentry"
	defer s.RUnlock()
	return s.level
}

func (s *flags) on(name, user string) bool {
	s.RLock()
	defer s.RUnlock()
	return s.evaluate(s.rules[name], user) // want "rlock-reentry"
}

func (s *flags) evaluate(r rule, user string) bool { return r != nil && s.apply(r, user) }

func (s *flags) apply(r rule, user string) bool { return r.holds(s, user) }

func (s *flags) raise() {
	s.Lock()
	s.level++
	s.Unlock()
}

func main() {
	s := &flags{rules: map[string]rule{"beta": minLevel{3}, "mail": always{}}}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				s.on("beta", "ann")
			}
		})
	}
	all.Go(func() {
		for range 50 {
			s.raise()
			time.Sleep(time.Millisecond)
		}
	})
	all.Wait()
	fmt.Println(s.on("beta", "ann"))
}

// Command callback_after_unlock tells listeners after it has given its lock back, with a copy of the list.
package main

import (
	"fmt"
	"slices"
	"sync"
)

type Listener func(key, value string)

type Settings struct {
	mu        sync.RWMutex
	values    map[string]string
	listeners []Listener
}

func (s *Settings) Get(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values[key]
}

func (s *Settings) OnChange(l Listener) {
	s.mu.Lock()
	s.listeners = append(s.listeners, l)
	s.mu.Unlock()
}

func (s *Settings) Set(key, value string) {
	listeners := s.store(key, value)
	for _, l := range listeners {
		l(key, value)
	}
}

func (s *Settings) store(key, value string) []Listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
	return slices.Clone(s.listeners)
}

func main() {
	s := &Settings{values: map[string]string{}}
	s.OnChange(func(key, value string) {
		fmt.Println(key, "is", s.Get(key))
		if key == "mode" && value == "auto" {
			s.Set("speed", "fast")
		}
	})
	s.Set("mode", "auto")
	fmt.Println(s.Get("speed"))
}

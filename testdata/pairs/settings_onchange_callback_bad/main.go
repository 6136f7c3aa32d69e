// Command settings_onchange_callback keeps settings and tells a subscriber, through a stored callback, when they change.
package main

// needs: stored callback

import (
	"log"
	"strconv"
	"sync"
)

// Settings are named values with one observer.
type Settings struct {
	mu       sync.RWMutex
	values   map[string]string
	onChange func(key string)
}

// NewSettings returns empty settings.
func NewSettings() *Settings { return &Settings{values: make(map[string]string)} }

// OnChange sets the observer.
func (s *Settings) OnChange(f func(key string)) {
	s.mu.Lock()
	s.onChange = f
	s.mu.Unlock()
}

// Int reads a number; missing or malformed values are the fallback.
func (s *Settings) Int(key string, fallback int) int {
	s.mu.RLock() // or "double-lock"
	text, ok := s.values[key]
	s.mu.RUnlock()
	if !ok {
		return fallback
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return fallback
	}
	return n
}

// Set stores a value and tells the observer.
func (s *Settings) Set(key, value string) {
	s.mu.Lock()
	if s.values[key] == value {
		s.mu.Unlock()
		return
	}
	s.values[key] = value
	if s.onChange != nil {
		s.onChange(key) // want "double-lock"
	}
	s.mu.Unlock()
}

type workerPool struct {
	settings *Settings
	size     int
}

func (p *workerPool) resize(key string) {
	if key == "workers" {
		p.size = p.settings.Int("workers", 4)
		log.Printf("pool has %d workers", p.size)
	}
}

func main() {
	settings := NewSettings()
	pool := &workerPool{settings: settings, size: 4}
	settings.OnChange(pool.resize)
	settings.Set("workers", "8")
}

// Command session_string_method logs sessions; their String method takes their lock.
package main

// needs: library callback

import (
	"fmt"
	"log"
	"sync"
	"time"
)

// Session is one login.
type Session struct {
	mu       sync.Mutex
	user     string
	lastSeen time.Time
}

// String describes the session in logs.
func (s *Session) String() string {
	s.mu.Lock() // or "double-lock"
	defer s.mu.Unlock()
	return fmt.Sprintf("%s (seen %s)", s.user, s.lastSeen.Format(time.TimeOnly))
}

// Touch marks activity.
func (s *Session) Touch(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.lastSeen) {
		log.Printf("clock went back for %v", s) // want "double-lock"
		return
	}
	s.lastSeen = now
}

func main() {
	now := time.Now()
	s := &Session{user: "ada", lastSeen: now}
	s.Touch(now.Add(-time.Minute))
	fmt.Println(s)
}

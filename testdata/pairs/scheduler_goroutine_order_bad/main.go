// Command scheduler_goroutine_order starts tasks from a timer callback and cancels them by name.
package main

// needs: library callback

import (
	"fmt"
	"sync"
	"time"
)

type task struct {
	mu    sync.Mutex
	name  string
	timer *time.Timer
	runs  int
}

type scheduler struct {
	mu    sync.Mutex
	tasks map[string]*task
	ended []string
}

func (s *scheduler) schedule(name string, after time.Duration) *task {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &task{name: name}
	s.tasks[name] = t
	t.timer = time.AfterFunc(after, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.runs++
		time.Sleep(30 * time.Millisecond) // the task itself
		s.finish(t)                       // or "lock-order-inversion"
	})
	return t
}

func (s *scheduler) finish(t *task) {
	s.mu.Lock() // or "lock-order-inversion"
	defer s.mu.Unlock()
	delete(s.tasks, t.name)
	s.ended = append(s.ended, t.name)
}

func (s *scheduler) cancel(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tasks[name]
	if !ok {
		return
	}
	t.mu.Lock() // want "lock-order-inversion"
	defer t.mu.Unlock()
	t.timer.Stop()
	delete(s.tasks, name)
}

func (s *scheduler) left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.tasks)
}

func main() {
	s := &scheduler{tasks: make(map[string]*task)}
	s.schedule("backup", 5*time.Millisecond)
	time.Sleep(15 * time.Millisecond)
	s.cancel("backup")
	fmt.Println(s.left(), "tasks left")
}

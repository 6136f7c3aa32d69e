// Command poller rearms one timer for every poll, with a helper that everybody copies.
package main

import (
	"fmt"
	"time"
)

type sensor struct {
	readings chan int
	missed   int
}

// rearm sets t to fire after d.
func rearm(t *time.Timer, d time.Duration) {
	if !t.Stop() {
		select {
		case <-t.C:
		default:
		}
	}
	t.Reset(d)
}

func (s *sensor) poll(turns int) (seen []int) {
	idle := time.NewTimer(20 * time.Millisecond)
	defer idle.Stop()
	for range turns {
		select {
		case r := <-s.readings:
			seen = append(seen, r)
		case <-idle.C:
			s.missed++
		}
		rearm(idle, 20*time.Millisecond)
	}
	return seen
}

func main() {
	s := &sensor{readings: make(chan int, 4)}
	s.readings <- 7
	s.readings <- 9
	fmt.Println(s.poll(4), s.missed)
}

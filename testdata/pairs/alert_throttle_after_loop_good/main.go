// Command alert_throttle_after_loop sends alerts at most once in a while.
package main

import (
	"fmt"
	"time"
)

type throttle struct {
	in    chan string
	done  chan struct{}
	timer *time.Timer
	sent  int
}

func newThrottle() *throttle {
	t := &throttle{in: make(chan string), done: make(chan struct{}), timer: time.NewTimer(time.Hour)}
	go t.loop()
	return t
}

func (t *throttle) rearm(d time.Duration) {
	t.timer.Stop()
	t.timer.Reset(d)
}

func (t *throttle) loop() {
	defer close(t.done)
	pending := 0
	for {
		select {
		case _, ok := <-t.in:
			if !ok {
				return
			}
			pending++
			t.rearm(2 * time.Millisecond)
		case <-t.timer.C:
			t.sent += pending
			pending = 0
		}
	}
}

func main() {
	t := newThrottle()
	for i := range 3 {
		t.in <- fmt.Sprint("alert ", i)
	}
	time.Sleep(20 * time.Millisecond)
	close(t.in)
	<-t.done
	fmt.Println(t.sent, "sent")
}

// Command monitor_spins watches two sources for a while.
package main

import (
	"fmt"
	"time"
)

type monitor struct {
	alarms chan string
	stop   chan struct{}
	count  int
}

func (m *monitor) watch() int {
	for {
		select {
		case a := <-m.alarms:
			m.count += len(a)
		case <-m.stop:
			return m.count
		}
	}
}

func main() {
	m := &monitor{alarms: make(chan string), stop: make(chan struct{})}
	go func() {
		for _, a := range []string{"disk", "fan"} {
			time.Sleep(800 * time.Millisecond)
			m.alarms <- a
		}
		close(m.stop)
	}()
	fmt.Println(m.watch())
}

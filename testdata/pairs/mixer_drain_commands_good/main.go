// Command mixer handles commands between frames.
package main

import (
	"fmt"
	"time"
)

// observe-expect: spin

type op int

const (
	opGain op = iota
	opMute
	opQuit
)

type command struct {
	op    op
	value float64
}

type mixer struct {
	commands chan command
	gain     float64
	muted    bool
}

func (m *mixer) apply(c command) bool {
	switch c.op {
	case opGain:
		m.gain = c.value
	case opMute:
		m.muted = !m.muted
	case opQuit:
		return false
	}
	return true
}

func (m *mixer) run(done chan<- struct{}) {
	defer close(done)
loop:
	for {
		select {
		case c := <-m.commands:
			if !m.apply(c) {
				break loop
			}
		case <-time.After(5 * time.Millisecond):
			if m.muted {
				continue loop
			}
			m.gain *= 0.999999
		}
	}
}

func main() {
	m := &mixer{commands: make(chan command, 4), gain: 1}
	done := make(chan struct{})
	go m.run(done)
	m.commands <- command{opGain, 0.5}
	time.Sleep(700 * time.Millisecond)
	m.commands <- command{op: opQuit}
	<-done
	fmt.Println("stopped")
}

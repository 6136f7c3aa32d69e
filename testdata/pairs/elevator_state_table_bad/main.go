// A state machine runs its state function under the lock, and one of the functions posts an event with the locking method.
// needs: function table, map of functions, method expression
package main

import (
	"fmt"
	"sync"
)

type State int

const (
	Idle State = iota
	Moving
	Open
)

type Event string

type handler func(m *Machine, e Event) State

var table = map[State]handler{
	Idle:   (*Machine).onIdle,
	Moving: (*Machine).onMoving,
	Open:   onOpen,
}

type Machine struct {
	sync.Mutex
	state  State
	posted []Event
	trips  int
}

func (m *Machine) Fire(e Event) {
	m.Lock()
	defer m.Unlock()
	h, ok := table[m.state]
	if !ok {
		panic("no such state")
	}
	m.state = h(m, e) // want "double-lock"
}

func (m *Machine) Post(e Event) {
	m.Lock() // or "double-lock"
	m.posted = append(m.posted, e)
	m.Unlock()
}

func (m *Machine) onIdle(e Event) State {
	if e == "call" {
		return Moving
	}
	return Idle
}

func (m *Machine) onMoving(e Event) State {
	switch e {
	case "arrive":
		m.trips++
		return Open
	default:
		return Moving
	}
}

func onOpen(m *Machine, e Event) State {
	if e == "obstacle" {
		m.Post("reopen") // or "double-lock"
		return Open
	}
	return Idle
}

func main() {
	m := &Machine{}
	for _, e := range []Event{"call", "arrive", "obstacle", "close"} {
		m.Fire(e)
	}
	fmt.Println(m.trips, m.posted)
}

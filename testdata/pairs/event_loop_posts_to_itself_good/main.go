// Command event_loop_posts_to_itself is a small state machine whose handlers post further events.
package main

import "fmt"

type kind int

const (
	connect kind = iota
	connected
	shutdown
)

type event struct {
	kind kind
	peer string
}

type machine struct {
	events  chan event
	done    chan struct{}
	peers   []string
	pending []event
}

func (m *machine) post(k kind, peer string) {
	m.pending = append(m.pending, event{k, peer})
}

func (m *machine) handle(e event) (stop bool) {
	switch e.kind {
	case connect:
		m.peers = append(m.peers, e.peer)
		m.post(connected, e.peer)
	case connected:
		fmt.Println(e.peer, "is connected")
	case shutdown:
		return true
	}
	return false
}

func (m *machine) run() {
	defer close(m.done)
	for e := range m.events {
		if m.handle(e) {
			return
		}
		for len(m.pending) > 0 {
			next := m.pending[0]
			m.pending = m.pending[1:]
			m.handle(next)
		}
	}
}

func main() {
	m := &machine{events: make(chan event), done: make(chan struct{})}
	go m.run()
	m.events <- event{connect, "10.0.0.7"}
	m.events <- event{connect, "10.0.0.8"}
	m.events <- event{shutdown, ""}
	<-m.done
	fmt.Println(len(m.peers))
}

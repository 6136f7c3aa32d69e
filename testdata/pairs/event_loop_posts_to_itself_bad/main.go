// Command event_loop_posts_to_itself is a small state machine whose handlers post further events.
package main

// needs: channel in a field, method call, self-wait, switch

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
	events chan event
	done   chan struct{}
	peers  []string
}

func (m *machine) post(k kind, peer string) {
	m.events <- event{k, peer} // want "channel-wait-cycle|send-without-receiver"
}

func (m *machine) handle(e event) (stop bool) {
	switch e.kind {
	case connect:
		m.peers = append(m.peers, e.peer)
		m.post(connected, e.peer) // or "channel-wait-cycle|send-without-receiver"
	case connected:
		fmt.Println(e.peer, "is connected")
	case shutdown:
		return true
	}
	return false
}

func (m *machine) run() {
	defer close(m.done)
	for e := range m.events { // or "channel-wait-cycle|send-without-receiver"
		if m.handle(e) {
			return
		}
	}
}

func main() {
	m := &machine{events: make(chan event), done: make(chan struct{})}
	go m.run()
	m.events <- event{connect, "10.0.0.7"} // or "channel-wait-cycle|send-without-receiver"
	m.events <- event{connect, "10.0.0.8"} // or "channel-wait-cycle|send-without-receiver"
	m.events <- event{shutdown, ""}
	<-m.done // or "channel-wait-cycle|send-without-receiver"
	fmt.Println(len(m.peers))
}

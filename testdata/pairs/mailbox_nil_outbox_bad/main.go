// Command mailbox_nil_outbox has two boxes, and its constructor makes one of them.
package main

// needs: channel in a field, constructor

import (
	"fmt"
	"time"
)

type mailbox struct {
	inbox  chan string
	outbox chan string
}

func newMailbox() *mailbox { return &mailbox{inbox: make(chan string, 8)} }

func (m *mailbox) reply(to string) {
	m.outbox <- "re: " + to // want "nil-channel"
}

func (m *mailbox) work(done chan<- bool) {
	for letter := range m.inbox {
		m.reply(letter)
	}
	done <- true
}

func main() {
	m := newMailbox()
	done := make(chan bool, 1)
	go m.work(done)
	m.inbox <- "hello"
	m.inbox <- "invoice"
	close(m.inbox)
	select {
	case <-done:
		fmt.Println(<-m.outbox, <-m.outbox)
	case <-time.After(50 * time.Millisecond):
		fmt.Println("no reply")
	}
}

// Command mailbox waits for mail with a deadline, on a condition variable.
package main

import (
	"fmt"
	"sync"
	"time"
)

// observe-expect: asleep

type mailbox struct {
	mu    sync.Mutex
	fresh *sync.Cond
	mail  []string
}

func newMailbox() *mailbox {
	m := &mailbox{}
	m.fresh = sync.NewCond(&m.mu)
	return m
}

func (m *mailbox) deliver(s string) {
	m.mu.Lock()
	m.mail = append(m.mail, s)
	m.mu.Unlock()
	m.fresh.Signal()
}

func (m *mailbox) wait(d time.Duration) (string, bool) {
	expired := false
	t := time.AfterFunc(d, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		expired = true
		m.fresh.Broadcast()
	})
	defer t.Stop()

	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.mail) == 0 && !expired {
		m.fresh.Wait()
	}
	if len(m.mail) == 0 {
		return "", false
	}
	s := m.mail[0]
	m.mail = m.mail[1:]
	return s, true
}

func main() {
	m := newMailbox()
	m.deliver("hello")
	fmt.Println(m.wait(10 * time.Millisecond))
	fmt.Println(m.wait(10 * time.Millisecond))
}

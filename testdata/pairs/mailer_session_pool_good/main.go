// Command mailer sends letters over a few sessions that are lent and given back.
package main

import (
	"errors"
	"fmt"
)

type session struct {
	id   int
	sent int
}

func (s *session) send(to, body string) error {
	if to == "" {
		return errors.New("no recipient")
	}
	s.sent++
	return nil
}

type pool struct{ idle chan *session }

func newPool(n int) *pool {
	p := &pool{idle: make(chan *session, n)}
	for i := range n {
		p.idle <- &session{id: i}
	}
	return p
}

func (p *pool) get() *session  { return <-p.idle }
func (p *pool) put(s *session) { p.idle <- s }

type mailer struct{ pool *pool }

func (m *mailer) deliver(to, body string) error {
	s := m.pool.get()
	defer m.pool.put(s)
	if err := s.send(to, body); err != nil {
		return fmt.Errorf("session %d: %w", s.id, err)
	}
	return nil
}

func main() {
	m := &mailer{pool: newPool(2)}
	for _, to := range []string{"ann", "", "bob", "", "eve"} {
		if err := m.deliver(to, "hi"); err != nil {
			fmt.Println(err)
		}
	}
}

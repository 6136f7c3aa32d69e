// Command store connects once, in the background, and lets everybody wait until that is done.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type backend struct{ addr string }

type store struct {
	once  sync.Once
	ready chan struct{}
	conn  *backend
	err   error
}

func dial(addr string) (*backend, error) {
	if addr == "" {
		return nil, errors.New("store: no address")
	}
	return &backend{addr}, nil
}

func open(addr string) *store {
	s := &store{ready: make(chan struct{})}
	go s.connect(addr)
	return s
}

func (s *store) connect(addr string) {
	s.once.Do(func() {
		defer close(s.ready)
		conn, err := dial(addr)
		if err != nil {
			s.err = err
			return
		}
		s.conn = conn
	})
}

func (s *store) get(key string) (string, error) {
	<-s.ready
	if s.err != nil {
		return "", s.err
	}
	return s.conn.addr + "/" + key, nil
}

func main() {
	for _, addr := range []string{"db:1", ""} {
		fmt.Println(open(addr).get("k"))
	}
}

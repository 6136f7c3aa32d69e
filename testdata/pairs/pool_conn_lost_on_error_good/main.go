// Command pool_conn_lost_on_error borrows connections from a channel; a query that fails keeps its connection.
package main

import (
	"errors"
	"fmt"
	"time"
)

type conn interface {
	query(q string) (string, error)
}

type fakeConn int

func (c fakeConn) query(q string) (string, error) {
	if q == "" {
		return "", errors.New("empty query")
	}
	return fmt.Sprintf("%s on %d", q, int(c)), nil
}

type pool struct{ free chan conn }

func newPool(n int) *pool {
	p := &pool{free: make(chan conn, n)}
	for i := range n {
		p.free <- fakeConn(i)
	}
	return p
}

func (p *pool) run(q string) (string, error) {
	c := <-p.free
	defer func() { p.free <- c }()
	return c.query(q)
}

func main() {
	p := newPool(2)
	for _, q := range []string{"select 1", "", "select 2", "", "select 3"} {
		time.Sleep(time.Millisecond)
		fmt.Println(p.run(q))
	}
}

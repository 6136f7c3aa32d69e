// Command pool_gives_up_broken replaces a connection that has failed by a new one.
package main

import (
	"errors"
	"fmt"
)

type link struct{ uses int }

func (l *link) do(q string) error {
	l.uses++
	if q == "bad" {
		return errors.New("broken")
	}
	return nil
}

func (l *link) Close() {}

type links struct{ idle chan *link }

func newLinks(n int) *links {
	p := &links{idle: make(chan *link, n)}
	for range n {
		p.idle <- new(link)
	}
	return p
}

func (p *links) run(q string) error {
	l := <-p.idle
	if err := l.do(q); err != nil {
		l.Close()
		p.idle <- new(link)
		return err
	}
	p.idle <- l
	return nil
}

func main() {
	p := newLinks(1)
	for _, q := range []string{"a", "bad", "b", "bad", "c"} {
		fmt.Println(q, p.run(q))
	}
}

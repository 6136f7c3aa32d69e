// Command once_closes_through_close has a stream whose failure closes it, and whose close flushes what is left.
package main

// needs: once, method calls each other, interface

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

type stream struct {
	once sync.Once
	out  io.Writer
	buf  []byte
	err  error
}

func (s *stream) Write(p []byte) (int, error) {
	s.buf = append(s.buf, p...)
	if len(s.buf) < 8 {
		return len(p), nil
	}
	return len(p), s.flush()
}

func (s *stream) flush() error {
	_, err := s.out.Write(s.buf)
	s.buf = s.buf[:0]
	if err != nil {
		s.fail(err) // or "once-reentry"
	}
	return err
}

func (s *stream) fail(err error) {
	s.err = err
	s.Close() // or "once-reentry"
}

func (s *stream) Close() error {
	s.once.Do(func() { // want "once-reentry"
		s.flush() // or "once-reentry"
	})
	return s.err
}

type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left == 0 {
		return 0, errors.New("connection is broken")
	}
	b.left--
	return len(p), nil
}

func main() {
	s := &stream{out: &broken{left: 1}}
	fmt.Fprint(s, "hello there")
	fmt.Fprint(s, "bye")
	fmt.Println(s.Close())
}

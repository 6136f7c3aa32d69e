// Command grpc_stream_send_recv_loops proxies a stream in both directions and ends with the first error.
package main

import (
	"errors"
	"fmt"
	"io"
	"time"
)

type Stream interface {
	Send(string) error
	Recv() (string, error)
}

type memStream struct {
	in    []string
	out   []string
	delay time.Duration
}

func (m *memStream) Send(s string) error { m.out = append(m.out, s); return nil }

func (m *memStream) Recv() (string, error) {
	time.Sleep(m.delay)
	if len(m.in) == 0 {
		return "", io.EOF
	}
	s := m.in[0]
	m.in = m.in[1:]
	return s, nil
}

func pump(from, to Stream) error {
	for {
		msg, err := from.Recv()
		if err != nil {
			return err
		}
		if err := to.Send(msg); err != nil {
			return err
		}
	}
}

func proxy(a, b Stream) error {
	errc := make(chan error, 2)
	go func() { errc <- pump(a, b) }()
	go func() { errc <- pump(b, a) }()
	err := <-errc
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func main() {
	a := &memStream{in: []string{"x", "y"}, delay: time.Millisecond}
	b := &memStream{in: []string{"z"}, delay: 10 * time.Millisecond}
	fmt.Println(proxy(a, b))
	time.Sleep(30 * time.Millisecond)
}

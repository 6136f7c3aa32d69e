// Command grpc_stream_send_recv_loops proxies a stream in both directions and ends with the first error.
package main

// needs: interface, two goroutines, error channel, first of two

// observe-expect: leak

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
	errc := make(chan error)
	go func() { errc <- pump(a, b) }() // want "send-without-receiver|goroutine-leak-on-early-return"
	go func() { errc <- pump(b, a) }() // or "send-without-receiver|goroutine-leak-on-early-return"
	err := <-errc
	if errors.Is(err, io.EOF) {
		return nil // or "send-without-receiver|goroutine-leak-on-early-return"
	}
	return err // or "send-without-receiver|goroutine-leak-on-early-return"
}

func main() {
	a := &memStream{in: []string{"x", "y"}, delay: time.Millisecond}
	b := &memStream{in: []string{"z"}, delay: 10 * time.Millisecond}
	fmt.Println(proxy(a, b))
	time.Sleep(30 * time.Millisecond)
}

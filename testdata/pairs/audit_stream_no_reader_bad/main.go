// Command audit_stream_no_reader counts orders and reports every one of them to an audit stream.
package main

// needs: channel in a field, interface

// observe-expect: leak

import (
	"fmt"
	"time"
)

type record struct {
	at   time.Time
	what string
}

type sink interface{ Write(record) }

type stream struct{ pending chan record }

func (s *stream) Write(r record) {
	s.pending <- r // want "send-without-receiver"
}

func newStream() *stream {
	return &stream{pending: make(chan record, 2)}
}

type shop struct {
	audit  sink
	orders int
}

func (s *shop) order(item string) {
	s.orders++
	s.audit.Write(record{time.Now(), "ordered " + item})
}

func main() {
	out := newStream()
	s := &shop{audit: out}
	placed := make(chan int, 1)
	go func() {
		for _, item := range []string{"tea", "cups", "milk", "sugar"} {
			s.order(item)
		}
		placed <- s.orders
	}()
	select {
	case n := <-placed:
		fmt.Println(n, "orders")
	case <-time.After(50 * time.Millisecond):
		fmt.Println("shop is closed")
	}
}

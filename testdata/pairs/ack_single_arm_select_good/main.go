package main

import (
	"fmt"
	"time"
)

type packet struct {
	seq  int
	last bool
}

type receiver struct {
	acks chan int
	seen map[int]bool
}

func (r *receiver) handle(in <-chan packet) {
	for p := range in {
		r.seen[p.seq] = true
		select {
		case r.acks <- p.seq:
		}
	}
}

// transmit sends n packets and waits until the last one is acknowledged.
func transmit(n int) (acked int) {
	r := &receiver{acks: make(chan int), seen: make(map[int]bool)}
	wire := make(chan packet, 2*n)
	go r.handle(wire)

	for seq := 1; seq <= n; seq++ {
		wire <- packet{seq: seq, last: seq == n}
	}
	// The last one goes twice, in case it was lost.
	wire <- packet{seq: n, last: true}
	close(wire)

waiting:
	for {
		select {
		case seq := <-r.acks:
			acked++
			if seq == n {
				break waiting
			}
		case <-time.After(time.Second):
			return -1
		}
	}
	go func() {
		for range r.acks {
		}
	}()
	time.Sleep(5 * time.Millisecond)
	close(r.acks)
	return acked
}

func main() {
	fmt.Println(transmit(4))
}

// Command relay keeps one forwarding goroutine per peer; a peer that connects again replaces the old one.
package main

import (
	"context"
	"fmt"
	"sync"
)

// needs: cancel in a map, overwritten value, lock

type frame struct {
	peer string
	body []byte
}

type relay struct {
	mu    sync.Mutex
	stops map[string]context.CancelFunc
	in    map[string]chan frame
	total int
}

func newRelay() *relay {
	return &relay{stops: make(map[string]context.CancelFunc), in: make(map[string]chan frame)}
}

func (r *relay) connect(peer string) {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan frame, 1)

	r.mu.Lock()
	r.stops[peer] = cancel // want "lost-cancel"
	r.in[peer] = ch
	r.mu.Unlock()

	go r.forward(ctx, ch) // or "goroutine-leak-on-early-return|lost-cancel"
}

func (r *relay) forward(ctx context.Context, ch <-chan frame) {
	for {
		select {
		case f := <-ch:
			r.mu.Lock()
			r.total += len(f.body)
			r.mu.Unlock()
		case <-ctx.Done():
			return
		}
	}
}

func (r *relay) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for peer, stop := range r.stops {
		stop()
		delete(r.stops, peer)
	}
}

func main() {
	r := newRelay()
	for _, peer := range []string{"a", "b", "a", "a"} {
		r.connect(peer)
	}
	r.in["a"] <- frame{"a", []byte("hi")}
	r.close()
	fmt.Println("closed")
}

// Command rpc_call_pending_map is a client that matches replies to calls by their sequence number.
package main

// needs: channel in a map, channel in a struct, timeout

// observe-expect: leak

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

type request struct {
	seq  uint64
	body string
}

type response struct {
	seq  uint64
	body string
}

// wire stands for a connection.
type wire struct {
	out chan request
	in  chan response
}

func (w *wire) serve(latency func(body string) time.Duration) {
	defer close(w.in)
	for req := range w.out {
		time.Sleep(latency(req.body))
		w.in <- response{req.seq, "re: " + req.body}
	}
}

type Client struct {
	w *wire

	mu      sync.Mutex
	seq     uint64
	pending map[uint64]chan response
}

func Dial(w *wire) *Client {
	c := &Client{w: w, pending: make(map[uint64]chan response)}
	go c.readLoop() // or "send-without-receiver|goroutine-leak-on-early-return"
	return c
}

func (c *Client) readLoop() {
	for res := range c.w.in {
		c.mu.Lock()
		waiter, ok := c.pending[res.seq]
		delete(c.pending, res.seq)
		c.mu.Unlock()
		if ok {
			waiter <- res // want "send-without-receiver|goroutine-leak-on-early-return"
		}
	}
}

func (c *Client) Call(ctx context.Context, body string) (string, error) {
	waiter := make(chan response)
	c.mu.Lock()
	c.seq++
	seq := c.seq
	c.pending[seq] = waiter
	c.mu.Unlock()

	c.w.out <- request{seq, body}
	select {
	case res := <-waiter:
		return res.body, nil
	case <-ctx.Done():
		return "", ctx.Err() // or "send-without-receiver|goroutine-leak-on-early-return"
	}
}

func main() {
	w := &wire{out: make(chan request, 8), in: make(chan response, 8)}
	go w.serve(func(body string) time.Duration {
		if body == "slow" {
			return 30 * time.Millisecond
		}
		return time.Millisecond
	})
	c := Dial(w)
	for _, body := range []string{"ping", "slow", "pong"} {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		got, err := c.Call(ctx, body)
		cancel()
		fmt.Println(got, errors.Is(err, context.DeadlineExceeded))
	}
	close(w.out)
}

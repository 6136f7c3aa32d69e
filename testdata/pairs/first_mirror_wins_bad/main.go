// Command first_mirror_wins downloads from several mirrors and keeps what comes first.
package main

// needs: errgroup style, captured channel, first of n, context

// observe-expect: leak

import (
	"context"
	"fmt"
	"time"
)

type Fetcher interface {
	Fetch(ctx context.Context, path string) ([]byte, error)
}

type mirror struct {
	host string
	lag  time.Duration
}

func (m mirror) Fetch(_ context.Context, path string) ([]byte, error) {
	time.Sleep(m.lag)
	return []byte(m.host + path), nil
}

type result struct {
	data []byte
	err  error
}

func download(ctx context.Context, path string, mirrors ...Fetcher) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result)
	for _, m := range mirrors {
		m := m
		go func() { // or "send-without-receiver|goroutine-leak-on-early-return"
			data, err := m.Fetch(ctx, path)
			results <- result{data, err} // want "send-without-receiver|goroutine-leak-on-early-return"
		}()
	}
	var last error
	for range mirrors {
		r := <-results
		if r.err == nil {
			return r.data, nil // or "send-without-receiver|goroutine-leak-on-early-return"
		}
		last = r.err
	}
	return nil, last
}

func main() {
	data, err := download(context.Background(), "/iso",
		mirror{"eu", 2 * time.Millisecond}, mirror{"us", 5 * time.Millisecond}, mirror{"ap", 7 * time.Millisecond})
	fmt.Println(string(data), err)
}

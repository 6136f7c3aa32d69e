// Command first_mirror_wins downloads from several mirrors and keeps what comes first.
package main

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
		go func() {
			data, err := m.Fetch(ctx, path)
			select {
			case results <- result{data, err}:
			case <-ctx.Done():
			}
		}()
	}
	var last error
	for range mirrors {
		r := <-results
		if r.err == nil {
			return r.data, nil
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

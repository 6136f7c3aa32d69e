// Command rpc_reply_dropped is a store whose only goroutine answers requests; each request carries the channel to answer on.
package main

// needs: channel of channels, field, early return

// observe-expect: leak

import (
	"context"
	"fmt"
	"time"
)

type request struct {
	key   string
	reply chan string
}

type server struct{ requests chan request }

func (s *server) loop(ctx context.Context) {
	values := map[string]string{"host": "db1", "port": "5432"}
	for {
		select {
		case r := <-s.requests:
			time.Sleep(5 * time.Millisecond)
			r.reply <- values[r.key] // want "send-without-receiver|goroutine-leak-on-early-return"
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) get(ctx context.Context, key string) (string, error) {
	r := request{key: key, reply: make(chan string)}
	select {
	case s.requests <- r:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case value := <-r.reply:
		return value, nil
	case <-ctx.Done():
		return "", ctx.Err() // or "send-without-receiver|goroutine-leak-on-early-return"
	}
}

func main() {
	ctx, stop := context.WithCancel(context.Background())
	s := &server{requests: make(chan request)}
	go s.loop(ctx)
	patience := []time.Duration{50 * time.Millisecond, time.Millisecond, 50 * time.Millisecond}
	for i, key := range []string{"host", "port", "host"} {
		one, cancel := context.WithTimeout(ctx, patience[i])
		value, err := s.get(one, key)
		cancel()
		fmt.Println(key, value, err)
	}
	stop()
}

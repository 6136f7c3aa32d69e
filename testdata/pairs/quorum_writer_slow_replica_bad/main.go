// Command quorum_writer_slow_replica is content when a majority of replicas has written.
package main

// needs: interface, quorum of n, captured channel

// observe-expect: leak

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type Replica interface {
	Write(ctx context.Context, value string) error
}

type disk struct{ delay time.Duration }

func (d disk) Write(_ context.Context, _ string) error {
	time.Sleep(d.delay)
	return nil
}

type Quorum struct {
	replicas []Replica
	need     int
}

var ErrNoQuorum = errors.New("no quorum")

func (q *Quorum) Write(ctx context.Context, value string) error {
	ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	acks := make(chan error, q.need)
	for _, r := range q.replicas {
		go func(r Replica) { // or "send-without-receiver|goroutine-leak-on-early-return"
			acks <- r.Write(ctx, value) // want "send-without-receiver|goroutine-leak-on-early-return"
		}(r)
	}
	ok, failed := 0, 0
	for {
		select {
		case err := <-acks:
			if err == nil {
				ok++
			} else {
				failed++
			}
			if ok >= q.need {
				return nil // or "send-without-receiver|goroutine-leak-on-early-return"
			}
			if failed > len(q.replicas)-q.need {
				return ErrNoQuorum
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func main() {
	q := &Quorum{need: 1, replicas: []Replica{
		disk{time.Millisecond}, disk{3 * time.Millisecond}, disk{5 * time.Millisecond}, disk{6 * time.Millisecond}}}
	fmt.Println(q.Write(context.Background(), "v1"))
}

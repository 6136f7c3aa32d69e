// Command importer_errgroup_producer reads records in one goroutine and stores them in a few others.
package main

// needs: errgroup, context, channel parameter

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"
)

type record struct{ id int }

var errDuplicate = errors.New("duplicate key")

func produce(ctx context.Context, n int, out chan<- record) error {
	defer close(out)
	for id := 0; id < n; id++ {
		out <- record{id} // want "send-without-receiver|ctx-ignored|waitgroup-wait-cycle|mixed-wait-cycle"
	}
	return nil
}

func store(in <-chan record) error {
	for r := range in {
		if r.id == 3 {
			return fmt.Errorf("record %d: %w", r.id, errDuplicate) // or "send-without-receiver|ctx-ignored|waitgroup-wait-cycle|mixed-wait-cycle"
		}
	}
	return nil
}

func run(ctx context.Context, n int) error {
	g, ctx := errgroup.WithContext(ctx)
	records := make(chan record)
	g.Go(func() error { return produce(ctx, n, records) }) // or "send-without-receiver|ctx-ignored|waitgroup-wait-cycle|mixed-wait-cycle"
	g.Go(func() error { return store(records) })
	return g.Wait() // or "send-without-receiver|ctx-ignored|waitgroup-wait-cycle|mixed-wait-cycle"
}

func main() {
	fmt.Println(run(context.Background(), 3))
	fmt.Println(run(context.Background(), 10))
}

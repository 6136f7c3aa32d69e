// Command tally sums the shards that several readers deliver.
package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// needs: errgroup, Wait before drain, closure in a loop

type shard []int

func readShards(ctx context.Context, shards []shard) (total int, err error) {
	g, ctx := errgroup.WithContext(ctx)
	sums := make(chan int)
	for _, s := range shards {
		g.Go(func() error {
			sum := 0
			for _, v := range s {
				sum += v
			}
			sums <- sum // or "waitgroup-wait-cycle|send-without-receiver"
			return nil
		})
	}
	if err := g.Wait(); err != nil { // want "waitgroup-wait-cycle|send-without-receiver"
		return 0, err
	}
	close(sums)
	for sum := range sums {
		total += sum
	}
	return total, nil
}

func main() {
	fmt.Println(readShards(context.Background(), []shard{{1, 2}, {3}, {4, 5, 6}}))
}

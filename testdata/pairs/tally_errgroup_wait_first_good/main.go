// Command tally sums the shards that several readers deliver.
package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

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
			select {
			case sums <- sum:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	go func() {
		_ = g.Wait()
		close(sums)
	}()
	for sum := range sums {
		total += sum
	}
	return total, g.Wait()
}

func main() {
	fmt.Println(readShards(context.Background(), []shard{{1, 2}, {3}, {4, 5, 6}}))
}

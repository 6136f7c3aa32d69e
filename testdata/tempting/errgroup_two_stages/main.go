// Command errgroup_two_stages has a producer and consumers in one errgroup; whoever fails ends the context of the others.
package main

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"
)

type job int

var errRejected = errors.New("rejected")

func run(ctx context.Context, jobs []job, workers int) (done []job, err error) {
	g, ctx := errgroup.WithContext(ctx)
	queue := make(chan job)
	finished := make(chan job)
	g.Go(func() error {
		defer close(queue)
		for _, j := range jobs {
			select {
			case queue <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	inner, ctx := errgroup.WithContext(ctx)
	for range workers {
		inner.Go(func() error {
			for j := range queue {
				if j < 0 {
					return errRejected
				}
				select {
				case finished <- j:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(finished)
		return inner.Wait()
	})
	for j := range finished {
		done = append(done, j)
	}
	return done, g.Wait()
}

func main() {
	done, err := run(context.Background(), []job{1, 2, 3}, 2)
	fmt.Println(len(done), err)
	_, err = run(context.Background(), []job{1, -2, 3, 4, 5}, 1)
	fmt.Println(err)
}

// Command ticker runs jobs until it is interrupted; a job that fails ends it early.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// observe-expect: leak
// observe-left: 1

type job func(context.Context) error

func rootContext() context.Context {
	return context.Background()
}

func runJobs(jobs ...job) error {
	ctx, stop := signal.NotifyContext(rootContext(), os.Interrupt)
	defer stop()
	next := make(chan job)
	go func() {
		defer close(next)
		for _, j := range jobs {
			select {
			case next <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	for j := range next {
		if err := j(ctx); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	ok := func(context.Context) error { time.Sleep(time.Millisecond); return nil }
	bad := func(context.Context) error { return errors.New("job failed") }
	fmt.Println(runJobs(ok, bad, ok))
}

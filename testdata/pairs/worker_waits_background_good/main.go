// Command worker runs until its context ends, which nobody can make happen.
package main

import (
	"context"
	"fmt"
	"sync"
)

// observe-expect: asleep

type worker struct {
	wg   sync.WaitGroup
	seen []string
}

func (w *worker) start(ctx context.Context, in <-chan string) {
	w.wg.Add(1)
	go func() {
		defer w.wg.Done()
		for s := range in {
			w.seen = append(w.seen, s)
		}
		<-ctx.Done()
	}()
}

func main() {
	in := make(chan string, 2)
	w := &worker{}
	ctx, cancel := context.WithCancel(context.Background())
	w.start(ctx, in)
	in <- "a"
	in <- "b"
	close(in)
	cancel()
	w.wg.Wait()
	fmt.Println(w.seen)
}

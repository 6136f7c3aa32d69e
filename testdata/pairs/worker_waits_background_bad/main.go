// Command worker runs until its context ends, which nobody can make happen.
package main

import (
	"context"
	"fmt"
	"sync"
)

// observe-expect: asleep
// needs: context.Background, Done is nil, parameter

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
		<-ctx.Done() // want "nil-channel|receive-without-sender"
	}()
}

func main() {
	in := make(chan string, 2)
	w := &worker{}
	ctx := context.Background() // or "nil-channel|receive-without-sender"
	w.start(ctx, in)
	in <- "a"
	in <- "b"
	close(in)
	w.wg.Wait() // or "waitgroup-wait-cycle|waitgroup-missing-done|nil-channel|receive-without-sender"
	fmt.Println(w.seen)
}

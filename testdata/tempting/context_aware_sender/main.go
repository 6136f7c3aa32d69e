// Command context_aware_sender numbers tickets; the consumer takes a few and cancels the rest.
package main

import (
	"context"
	"fmt"
)

type dispenser struct{ prefix string }

func (d dispenser) tickets(ctx context.Context) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for n := 1; ; n++ {
			select {
			case out <- fmt.Sprintf("%s%03d", d.prefix, n):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func take(n int, prefix string) []string {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var got []string
	for t := range (dispenser{prefix}).tickets(ctx) {
		got = append(got, t)
		if len(got) == n {
			break
		}
	}
	return got
}

func main() {
	fmt.Println(take(2, "A"), take(3, "B"))
}

// Command quotes streams prices to clients until they go away.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"
)

// observe-expect: leak
// needs: http handler, request context, goroutine, channel parameter

type quote struct {
	symbol string
	price  int
}

type feed struct{ symbols []string }

func (f *feed) follow(out chan<- quote) {
	for i := 0; i < 1000; i++ {
		for _, s := range f.symbols {
			out <- quote{s, i} // want "send-without-receiver|goroutine-leak-on-early-return|ctx-ignored"
		}
	}
	close(out)
}

func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := make(chan quote)
	go f.follow(out) // or "send-without-receiver|goroutine-leak-on-early-return|ctx-ignored"
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			q, ok := <-out
			if !ok {
				return
			}
			fmt.Fprintf(w, "data: %s %d\n\n", q.symbol, q.price)
		case <-r.Context().Done():
			return // or "goroutine-leak-on-early-return"
		}
	}
}

func main() {
	f := &feed{symbols: []string{"GO", "C"}}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	req := httptest.NewRequest(http.MethodGet, "/quotes", nil).WithContext(ctx)
	rec := httptest.NewRecorder()
	f.ServeHTTP(rec, req)
	fmt.Println(rec.Body.Len() > 0)
}

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

type quote struct {
	symbol string
	price  int
}

type feed struct{ symbols []string }

func (f *feed) follow(ctx context.Context, out chan<- quote) {
	defer close(out)
	for i := 0; i < 1000; i++ {
		for _, s := range f.symbols {
			select {
			case out <- quote{s, i}:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := make(chan quote)
	go f.follow(r.Context(), out)
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
			return
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

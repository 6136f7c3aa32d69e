// Command handler_request_context answers a request when its job is done or the client has gone; the job ends either way.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"
)

type api struct{ cost time.Duration }

type reply struct {
	code int
	text string
}

func (a *api) compute(ctx context.Context, q string) reply {
	select {
	case <-time.After(a.cost):
		return reply{http.StatusOK, "answer to " + q}
	case <-ctx.Done():
		return reply{499, ctx.Err().Error()}
	}
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Millisecond)
	defer cancel()
	ready := make(chan reply, 1)
	go func() { ready <- a.compute(ctx, r.URL.Query().Get("q")) }()
	select {
	case got := <-ready:
		w.WriteHeader(got.code)
		fmt.Fprintln(w, got.text)
	case <-ctx.Done():
		http.Error(w, "too slow", http.StatusGatewayTimeout)
	}
}

func main() {
	for _, cost := range []time.Duration{time.Millisecond, time.Second} {
		w := httptest.NewRecorder()
		(&api{cost}).ServeHTTP(w, httptest.NewRequest("GET", "/?q=why", nil))
		fmt.Println(w.Code)
	}
}

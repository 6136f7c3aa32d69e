// Command stats_reporter_lost_ctx starts a reporter for each request and forgets to stop it when the request is refused.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"
)

type reporter struct{ ticks atomic.Int64 }

func (r *reporter) run(ctx context.Context) {
	for {
		select {
		case <-time.After(time.Millisecond):
			r.ticks.Add(1)
		case <-ctx.Done():
			return
		}
	}
}

type handler struct{ rep *reporter }

func (h *handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	ctx, stop := context.WithCancel(context.WithoutCancel(req.Context()))
	go h.rep.run(ctx)
	name := req.URL.Query().Get("name")
	if name == "" {
		stop()
		http.Error(w, "who?", http.StatusBadRequest)
		return
	}
	fmt.Fprintln(w, "hello", name)
	stop()
}

func main() {
	h := &handler{rep: new(reporter)}
	for _, target := range []string{"/?name=gopher", "/"} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, target, nil))
		fmt.Println(target, rec.Code)
	}
}

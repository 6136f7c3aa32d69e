// Command recovered_handler_keeps_lock recovers from panics of its handlers in a middleware.
package main

// needs: panic and recover, middleware, closure

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
)

func recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				http.Error(w, fmt.Sprint(p), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

type counter struct {
	mu   sync.Mutex
	hits map[string]int
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	c.mu.Lock() // or "lock-not-released"
	if name == "" {
		panic("no name") // want "lock-not-released"
	}
	c.hits[name]++
	c.mu.Unlock()
	fmt.Fprintln(w, "ok")
}

func main() {
	h := recoverer(&counter{hits: map[string]int{}})
	for _, target := range []string{"/?name=a", "/", "/?name=b"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		fmt.Println(target, w.Code)
	}
}

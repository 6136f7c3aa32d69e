// Command render limits how many pages are rendered at once.
package main

import (
	"errors"
	"fmt"
	"sync"
)

// needs: named channel type, methods, early return

type limiter chan struct{}

func newLimiter(n int) limiter { return make(limiter, n) }

func (l limiter) enter() { l <- struct{}{} } // or "semaphore-not-released|send-without-receiver"
func (l limiter) leave() { <-l }

type page struct {
	title string
	body  string
}

type renderer struct {
	slots limiter
	mu    sync.Mutex
	html  map[string]string
}

func (r *renderer) render(p page) error {
	r.slots.enter() // want "semaphore-not-released"
	if p.title == "" {
		return errors.New("page without a title") // or "semaphore-not-released"
	}
	out := "<h1>" + p.title + "</h1>" + p.body
	r.mu.Lock()
	r.html[p.title] = out
	r.mu.Unlock()
	r.slots.leave()
	return nil
}

func main() {
	r := &renderer{slots: newLimiter(2), html: map[string]string{}}
	var bad int
	for _, p := range []page{{"a", "1"}, {"", "2"}, {"", "3"}, {"b", "4"}} {
		if err := r.render(p); err != nil {
			bad++
		}
	}
	fmt.Println(len(r.html), bad)
}

// Command render limits how many pages are rendered at once.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type limiter chan struct{}

func newLimiter(n int) limiter { return make(limiter, n) }

func (l limiter) enter() { l <- struct{}{} }
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
	r.slots.enter()
	defer r.slots.leave()
	if p.title == "" {
		return errors.New("page without a title")
	}
	out := "<h1>" + p.title + "</h1>" + p.body
	r.mu.Lock()
	r.html[p.title] = out
	r.mu.Unlock()
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

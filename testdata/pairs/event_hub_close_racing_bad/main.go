// Command event_hub_close_racing publishes from request handlers while the hub is being closed.
package main

// needs: close against senders, field, Once missing

// observe-expect: panic

import (
	"fmt"
	"sync"
	"time"
)

type hub struct {
	events chan string
	wg     sync.WaitGroup
	seen   int
}

func newHub() *hub {
	h := &hub{events: make(chan string, 64)}
	h.wg.Add(1)
	go h.consume()
	return h
}

func (h *hub) consume() {
	defer h.wg.Done()
	for range h.events {
		h.seen++
	}
}

func (h *hub) publish(e string) {
	h.events <- e // want "send-on-closed"
}

func (h *hub) close() {
	close(h.events) // or "send-on-closed"
	h.wg.Wait()
}

func main() {
	h := newHub()
	var handlers sync.WaitGroup
	for i := range 4 {
		handlers.Go(func() {
			for j := range 50 {
				h.publish(fmt.Sprintf("req %d/%d", i, j))
				time.Sleep(200 * time.Microsecond)
			}
		})
	}
	time.Sleep(3 * time.Millisecond)
	h.close()
	handlers.Wait()
	fmt.Println("closed")
}

// Command bus_publish_under_lock delivers events to subscribers, each with a channel of its own; a subscriber that has had
// enough unsubscribes while events are still coming.
package main

// needs: interface, channel in a field

import (
	"fmt"
	"sync"
)

type event struct{ topic, body string }

type subscription struct {
	id     int
	events chan event
}

type transport interface {
	push(s *subscription, e event)
}

type direct struct{}

func (direct) push(s *subscription, e event) {
	s.events <- e // or "mixed-wait-cycle" "lock-held-at-blocking-op"
}

type bus struct {
	mu            sync.Mutex
	subscriptions map[int]*subscription
	next          int
	transport     transport
}

func newBus() *bus {
	return &bus{subscriptions: make(map[int]*subscription), transport: direct{}}
}

func (b *bus) subscribe() *subscription {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	s := &subscription{id: b.next, events: make(chan event)}
	b.subscriptions[s.id] = s
	return s
}

func (b *bus) unsubscribe(s *subscription) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subscriptions, s.id)
}

func (b *bus) publish(e event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.subscriptions {
		b.transport.push(s, e) // want "mixed-wait-cycle"
	}
}

func main() {
	b := newBus()
	s := b.subscribe()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		first := <-s.events
		fmt.Println("got", first.body)
		b.unsubscribe(s)
	}()
	for _, body := range []string{"one", "two", "three"} {
		b.publish(event{"news", body})
	}
	wg.Wait()
}

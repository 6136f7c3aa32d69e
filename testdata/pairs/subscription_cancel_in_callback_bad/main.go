// Command subscription_cancel_in_callback lets a subscriber cancel itself from its own callback.
package main

// needs: callback in a map, closure, parameter

import (
	"fmt"
	"sync"
)

type Topic struct {
	m    sync.Mutex
	next int
	subs map[int]func(msg string)
}

// Subscribe returns what ends the subscription.
func (t *Topic) Subscribe(fn func(msg string)) (cancel func()) {
	t.m.Lock()
	defer t.m.Unlock()
	id := t.next
	t.next++
	t.subs[id] = fn
	return func() {
		t.m.Lock() // or "double-lock"
		defer t.m.Unlock()
		delete(t.subs, id)
	}
}

func (t *Topic) Publish(msg string) {
	t.m.Lock()
	defer t.m.Unlock()
	for _, fn := range t.subs {
		fn(msg) // want "double-lock"
	}
}

func main() {
	t := &Topic{subs: make(map[int]func(string))}
	t.Subscribe(func(msg string) { fmt.Println("always:", msg) })
	var cancel func()
	cancel = t.Subscribe(func(msg string) {
		fmt.Println("once:", msg)
		cancel() // or "double-lock"
	})
	t.Publish("hello")
	t.Publish("again")
	fmt.Println(len(t.subs))
}

// Command notify_chain_closure_factory wraps notifiers in layers, each made by a function.
package main

// needs: closure factory, stored callback, lock, depth 5

import (
	"fmt"
	"sync"
)

type notify func(topic string)

type bus struct {
	mux    sync.Mutex
	counts map[string]int
	out    notify
}

func (b *bus) count(topic string) int {
	b.mux.Lock() // or "double-lock"
	defer b.mux.Unlock()
	return b.counts[topic]
}

func upper(next notify) notify {
	return func(topic string) { next("[" + topic + "]") } // or "double-lock"
}

func limited(b *bus, max int, next notify) notify {
	return func(topic string) {
		if b.count(topic) <= max { // or "double-lock"
			next(topic)
		}
	}
}

func (b *bus) publish(topic string) {
	b.mux.Lock()
	defer b.mux.Unlock()
	b.counts[topic]++
	b.out(topic) // want "double-lock"
}

func main() {
	b := &bus{counts: map[string]int{}}
	b.out = limited(b, 3, upper(func(topic string) { fmt.Println("got", topic) }))
	b.publish("a")
	b.publish("b")
}

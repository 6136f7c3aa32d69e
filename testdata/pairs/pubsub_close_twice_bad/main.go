// Command pubsub_close_twice lets a subscriber leave by itself while the broker may shut down.
package main

// needs: channel in a map, two callers

import (
	"fmt"
	"sync"
)

type broker struct {
	mu   sync.Mutex
	subs map[string]chan string
}

func (b *broker) subscribe(name string) <-chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := make(chan string, 4)
	b.subs[name] = c
	return c
}

func (b *broker) leave(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, found := b.subs[name]; found {
		close(c) // want "double-close"
	}
}

func (b *broker) shutdown() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.subs {
		close(c) // or "double-close"
	}
	clear(b.subs)
}

func main() {
	b := &broker{subs: map[string]chan string{}}
	news := b.subscribe("news")
	b.subscribe("sport")
	b.leave("news")
	_, open := <-news
	fmt.Println("open:", open)
	b.shutdown()
}

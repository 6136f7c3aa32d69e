package main

import "fmt"

type handler func(ev string)

type registration struct {
	id int
	h  handler
}

type bus struct {
	events   chan string
	register chan registration
	remove   chan int
	quit     chan struct{}
	last     int
}

func newBus() *bus {
	b := &bus{
		events:   make(chan string),
		register: make(chan registration),
		remove:   make(chan int),
		quit:     make(chan struct{}),
	}
	go b.run()
	return b
}

func (b *bus) run() {
	handlers := make(map[int]handler)
	for {
		select {
		case r := <-b.register:
			handlers[r.id] = r.h
		case id := <-b.remove:
			delete(handlers, id)
		case ev := <-b.events:
			for _, h := range handlers {
				h(ev)
			}
		case <-b.quit:
			return
		}
	}
}

// on registers h and returns how to take it away again.
func (b *bus) on(h handler) (off func()) {
	b.last++
	id := b.last
	b.register <- registration{id, h}
	return func() { b.remove <- id }
}

func main() {
	b := newBus()
	defer close(b.quit)
	seen := 0
	var off func()
	off = b.on(func(ev string) {
		seen++
		if ev == "last" {
			go off()
		}
	})
	b.events <- "first"
	b.events <- "last"
	b.events <- "too late"
	fmt.Println(seen >= 2)
}

// Command close_by_owner_once has a hub that may be closed from several places.
package main

import (
	"fmt"
	"sync"
)

type hub struct {
	closed chan struct{}
	once   sync.Once
	joined sync.WaitGroup
}

func open() *hub { return &hub{closed: make(chan struct{})} }

func (h *hub) Close() error {
	h.once.Do(func() { close(h.closed) })
	h.joined.Wait()
	return nil
}

func (h *hub) member(in <-chan string) {
	defer h.joined.Done()
	for {
		select {
		case m := <-in:
			fmt.Println(m)
		case <-h.closed:
			return
		}
	}
}

func main() {
	h := open()
	defer h.Close()
	in := make(chan string)
	h.joined.Add(2)
	go h.member(in)
	go h.member(in)
	in <- "hello"
	if err := h.Close(); err != nil {
		fmt.Println(err)
	}
}

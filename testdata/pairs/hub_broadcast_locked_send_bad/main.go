// A hub sends to its clients under its lock; a client that leaves needs the lock and reads no more.
// needs: channel in a map, lock, unregister
package main

import (
	"fmt"
	"sync"
	"time"
)

type client struct {
	id   int
	send chan string
}

type hub struct {
	mu      sync.Mutex
	clients map[*client]struct{}
}

func (h *hub) join(id int) *client {
	c := &client{id: id, send: make(chan string)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clients[c] = struct{}{}
	return c
}

func (h *hub) leave(c *client) {
	h.mu.Lock() // or "mixed-wait-cycle|lock-held-at-blocking-op"
	defer h.mu.Unlock()
	delete(h.clients, c)
}

func (h *hub) broadcast(msg string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.send <- msg // want "mixed-wait-cycle|lock-held-at-blocking-op|send-without-receiver"
	}
}

func (c *client) readLoop(h *hub, n int) {
	defer h.leave(c)
	for i := 0; i < n; i++ {
		select {
		case m := <-c.send:
			_ = m
		case <-time.After(20 * time.Millisecond):
			return
		}
	}
}

func main() {
	h := &hub{clients: map[*client]struct{}{}}
	var wg sync.WaitGroup
	for i := range 3 {
		c := h.join(i)
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.readLoop(h, i+1)
		}()
	}
	for i := range 4 {
		h.broadcast(fmt.Sprint("m", i))
	}
	wg.Wait()
	fmt.Println("done")
}

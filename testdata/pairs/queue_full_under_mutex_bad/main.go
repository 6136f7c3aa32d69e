// Command queue_full_under_mutex numbers messages under a lock and queues them; the consumer updates statistics under the same lock.
package main

// needs: buffered channel, lock, consumer locks

import (
	"fmt"
	"sync"
)

type message struct {
	seq  int
	body string
}

type outbox struct {
	mu    sync.Mutex
	seq   int
	sent  int
	queue chan message
	done  chan struct{}
}

const depth = 2

func newOutbox() *outbox {
	o := &outbox{queue: make(chan message, depth), done: make(chan struct{})}
	go o.drain()
	return o
}

func (o *outbox) drain() {
	defer close(o.done)
	for range o.queue {
		o.mu.Lock() // or "mixed-wait-cycle|lock-held-at-blocking-op"
		o.sent++
		o.mu.Unlock()
	}
}

func (o *outbox) put(body string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seq++
	o.queue <- message{o.seq, body} // want "mixed-wait-cycle|lock-held-at-blocking-op"
}

func main() {
	o := newOutbox()
	for i := range 100 {
		o.put(fmt.Sprint("message ", i))
	}
	close(o.queue)
	<-o.done
	fmt.Println(o.sent)
}

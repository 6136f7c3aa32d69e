// Command subscriber_unsubscribes_itself drains its own channel while it unsubscribes, so that the publisher never waits for it.
package main

import (
	"fmt"
	"sync"
)

type Topic struct {
	mu   sync.Mutex
	subs map[chan int]struct{}
}

func (t *Topic) Subscribe() chan int {
	ch := make(chan int)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.subs == nil {
		t.subs = make(map[chan int]struct{})
	}
	t.subs[ch] = struct{}{}
	return ch
}

func (t *Topic) Unsubscribe(ch chan int) {
	go func() {
		for range ch {
		}
	}()
	t.mu.Lock()
	delete(t.subs, ch)
	t.mu.Unlock()
	close(ch)
}

func (t *Topic) Publish(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for ch := range t.subs {
		ch <- n
	}
}

func main() {
	var t Topic
	var wg sync.WaitGroup
	started := make(chan struct{})
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch := t.Subscribe()
			started <- struct{}{}
			for n := range ch {
				if n == i {
					t.Unsubscribe(ch)
					return
				}
			}
		}()
	}
	for range 3 {
		<-started
	}
	for n := range 3 {
		t.Publish(n)
	}
	wg.Wait()
	fmt.Println(len(t.subs))
}

// Command watch_mux_unsubscribe fans events of a registry out to watchers.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Event struct {
	Key string
	Rev int
}

type watcher struct {
	C    chan Event
	done chan struct{}
}

func (w *watcher) Cancel() { close(w.done) }

type Mux struct {
	input chan Event

	mu       sync.RWMutex
	watchers []*watcher
}

func NewMux() *Mux {
	m := &Mux{input: make(chan Event)}
	go m.loop()
	return m
}

func (m *Mux) loop() {
	for ev := range m.input {
		m.mu.RLock()
		targets := append([]*watcher(nil), m.watchers...)
		m.mu.RUnlock()
		for _, w := range targets {
			select {
			case w.C <- ev:
			case <-w.done:
			}
		}
	}
}

func (m *Mux) Watch() *watcher {
	w := &watcher{C: make(chan Event), done: make(chan struct{})}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watchers = append(m.watchers, w)
	return w
}

func follow(w *watcher, until string, wg *sync.WaitGroup) {
	defer wg.Done()
	defer w.Cancel()
	for {
		select {
		case ev := <-w.C:
			fmt.Println("saw", ev.Key, ev.Rev)
			if ev.Key == until {
				return
			}
		case <-time.After(time.Second):
			return
		}
	}
}

func main() {
	m := NewMux()
	var wg sync.WaitGroup
	wg.Add(1)
	go follow(m.Watch(), "leader", &wg)
	m.input <- Event{"config", 1}
	m.input <- Event{"leader", 2}
	wg.Wait()
	select {
	case m.input <- Event{"config", 3}:
	case <-time.After(20 * time.Millisecond):
	}
	select {
	case m.input <- Event{"config", 4}:
	case <-time.After(20 * time.Millisecond):
		fmt.Println("the multiplexer is stuck")
	}
	close(m.input)
}

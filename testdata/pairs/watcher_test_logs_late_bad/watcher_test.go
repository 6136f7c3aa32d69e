package watcher

import (
	"testing"
	"time"
)

// observe-expect: panic
// needs: test, goroutine outlives the test, log through a field

type logger interface{ Logf(string, ...any) }

type watcher struct {
	log    logger
	events chan string
	done   chan struct{}
}

func (w *watcher) loop() {
	defer close(w.done)
	for e := range w.events {
		time.Sleep(30 * time.Millisecond)
		w.log.Logf("handled %s", e)
	}
}

func TestWatcherTakesEvents(t *testing.T) {
	w := &watcher{log: t, events: make(chan string, 2), done: make(chan struct{})}
	go func() { // or "fatal-in-goroutine"
		defer close(w.done)
		for e := range w.events {
			time.Sleep(30 * time.Millisecond)
			if e == "rename" {
				t.Errorf("unexpected %s", e) // want "fatal-in-goroutine"
			}
		}
	}()
	w.events <- "create"
	w.events <- "rename"
	close(w.events)
}

func TestWatcherCloses(t *testing.T) {
	w := &watcher{log: t, events: make(chan string), done: make(chan struct{})}
	go w.loop()
	close(w.events)
	<-w.done
	time.Sleep(100 * time.Millisecond)
}

package watcher

import (
	"testing"
	"time"
)

// observe-expect: panic

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
	go func() {
		defer close(w.done)
		for e := range w.events {
			time.Sleep(30 * time.Millisecond)
			if e == "rename" {
				t.Errorf("unexpected %s", e)
			}
		}
	}()
	w.events <- "create"
	w.events <- "write"
	close(w.events)
	<-w.done
}

func TestWatcherCloses(t *testing.T) {
	w := &watcher{log: t, events: make(chan string), done: make(chan struct{})}
	go w.loop()
	close(w.events)
	<-w.done
	time.Sleep(100 * time.Millisecond)
}

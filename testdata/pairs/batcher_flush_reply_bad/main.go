// Command batcher_flush_reply collects metrics and writes them when asked to flush or when a batch is full.
package main

// needs: channel of channels, batcher, select loop

import (
	"errors"
	"fmt"
)

type batch []string

type Batcher struct {
	add   chan string
	flush chan chan error
	quit  chan struct{}
}

var errSink = errors.New("sink is full")

func Start(limit int) *Batcher {
	b := &Batcher{make(chan string), make(chan chan error), make(chan struct{})}
	go b.run(limit)
	return b
}

func (b *Batcher) run(limit int) {
	var cur batch
	for {
		select {
		case <-b.quit:
			return
		case m := <-b.add:
			cur = append(cur, m)
		case reply := <-b.flush:
			if len(cur) == 0 {
				continue // or "receive-without-sender|channel-wait-cycle"
			}
			if len(cur) > limit {
				reply <- errSink
				continue
			}
			cur = nil
			reply <- nil
		}
	}
}

func (b *Batcher) Flush() error {
	reply := make(chan error)
	b.flush <- reply
	return <-reply // want "receive-without-sender|channel-wait-cycle"
}

func main() {
	b := Start(3)
	b.add <- "cpu=1"
	b.add <- "mem=2"
	fmt.Println("flushed:", b.Flush())
	fmt.Println("flushed:", b.Flush())
	b.add <- "disk=3"
	close(b.quit)
}

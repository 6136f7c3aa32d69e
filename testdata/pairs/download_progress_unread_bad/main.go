// Command download_progress_unread reports progress on a channel that callers may not look at.
package main

// needs: optional channel, parameter, send without receiver

// observe-expect: leak

import (
	"fmt"
	"time"
)

type options struct {
	progress chan<- int
	chunk    int
}

type option func(*options)

func withProgress(c chan<- int) option { return func(o *options) { o.progress = c } }

func download(size int, opts ...option) <-chan string {
	o := options{chunk: 10}
	for _, set := range opts {
		set(&o)
	}
	done := make(chan string, 1)
	go func() {
		for at := 0; at < size; at += o.chunk {
			if o.progress != nil {
				o.progress <- at // want "send-without-receiver"
			}
		}
		done <- "complete"
	}()
	return done
}

func main() {
	fmt.Println(<-download(30))
	p := make(chan int)
	done := download(50, withProgress(p))
	fmt.Println("at", <-p) // or "send-without-receiver"
	select {
	case d := <-done:
		fmt.Println(d)
	case <-time.After(10 * time.Millisecond):
		fmt.Println("gave up")
	}
}

// Package main runs functions on one goroutine, as graphics libraries need it.
//
// needs: channel of functions, closure, self-wait, package variable
package main

import "fmt"

var calls = make(chan func())

// do runs f on the graphics goroutine and waits for it.
func do(f func()) {
	done := make(chan struct{})
	calls <- func() { // want "channel-wait-cycle|send-without-receiver"
		f()
		close(done)
	}
	<-done // or "channel-wait-cycle|receive-without-sender"
}

type window struct {
	title string
	w, h  int
}

func (w *window) setTitle(s string) {
	do(func() { w.title = s }) // or "channel-wait-cycle"
}

func (w *window) resize(width, height int) {
	do(func() { // or "channel-wait-cycle"
		w.w, w.h = width, height
		w.setTitle(fmt.Sprintf("%dx%d", width, height)) // or "channel-wait-cycle"
	})
}

func graphics(quit <-chan struct{}) {
	for {
		select {
		case f := <-calls:
			f() // or "channel-wait-cycle"
		case <-quit:
			return
		}
	}
}

func main() {
	quit := make(chan struct{})
	go graphics(quit)
	w := &window{}
	w.setTitle("hello")
	w.resize(640, 480)
	fmt.Println(w.title)
	close(quit)
}

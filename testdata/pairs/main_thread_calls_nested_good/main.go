// Package main runs functions on one goroutine, as graphics libraries need it.
package main

import "fmt"

var calls = make(chan func())

// do runs f on the graphics goroutine and waits for it.
func do(f func()) {
	done := make(chan struct{})
	calls <- func() {
		f()
		close(done)
	}
	<-done
}

type window struct {
	title string
	w, h  int
}

func (w *window) setTitle(s string) {
	do(func() { w.title = s })
}

func (w *window) resize(width, height int) {
	do(func() {
		w.w, w.h = width, height
		w.title = fmt.Sprintf("%dx%d", width, height)
	})
}

func graphics(quit <-chan struct{}) {
	for {
		select {
		case f := <-calls:
			f()
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

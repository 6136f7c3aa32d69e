// Command lock_hand_off locks a document and lets the goroutine that saves it unlock it.
package main

import (
	"fmt"
	"sync"
	"time"
)

type document struct {
	mu   sync.Mutex
	text string
	rev  int
}

func (d *document) save(saved chan<- int) {
	defer d.mu.Unlock()
	time.Sleep(time.Millisecond)
	d.rev++
	saved <- d.rev
}

func (d *document) edit(text string) <-chan int {
	saved := make(chan int, 1)
	d.mu.Lock()
	d.text += text
	go d.save(saved)
	return saved
}

func main() {
	d := &document{}
	for _, t := range []string{"one ", "two ", "three"} {
		fmt.Println(<-d.edit(t))
	}
}

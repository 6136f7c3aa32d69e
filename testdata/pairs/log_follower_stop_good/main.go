// Command log_follower_stop follows a log and hands its lines to a printer until the follower is stopped.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Follower struct {
	lines chan string
	quit  chan struct{}
	once  sync.Once
}

func Follow(name string) *Follower {
	f := &Follower{lines: make(chan string), quit: make(chan struct{})}
	go f.run(name)
	return f
}

func (f *Follower) run(name string) {
	for n := 0; n < 1000; n++ {
		if !f.emit(fmt.Sprintf("%s:%d", name, n)) {
			return
		}
	}
	close(f.lines)
}

func (f *Follower) emit(line string) bool {
	select {
	case f.lines <- line:
		return true
	case <-f.quit:
		return false
	}
}

func (f *Follower) Stop() { f.once.Do(func() { close(f.quit) }) }

func printLines(f *Follower, seen *int) {
	for {
		select {
		case _, more := <-f.lines:
			if !more {
				return
			}
			*seen++
		case <-f.quit:
			return
		}
	}
}

func main() {
	for _, name := range []string{"access.log", "error.log"} {
		f := Follow(name)
		time.AfterFunc(2*time.Millisecond, f.Stop)
		seen := 0
		printLines(f, &seen)
		fmt.Println(name, seen > 0)
	}
}

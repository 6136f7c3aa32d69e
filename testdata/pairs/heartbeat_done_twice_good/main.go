// Command heartbeat_done_twice watches two peers and gives up when either of them is silent.
package main

import (
	"fmt"
	"sync"
	"time"
)

type peer struct {
	name  string
	beats <-chan time.Time
}

func watch(p peer, silence time.Duration, giveUp chan struct{}, once *sync.Once, wg *sync.WaitGroup) {
	defer wg.Done()
	for {
		select {
		case <-p.beats:
		case <-time.After(silence):
			fmt.Println(p.name, "is silent")
			once.Do(func() { close(giveUp) })
			return
		}
	}
}

func main() {
	giveUp := make(chan struct{})
	var wg sync.WaitGroup
	var once sync.Once
	for _, name := range []string{"east", "west"} {
		wg.Add(1)
		go watch(peer{name, make(chan time.Time)}, time.Millisecond, giveUp, &once, &wg)
	}
	<-giveUp
	wg.Wait()
	fmt.Println("gave up")
}

// Command buffered_first_of_n takes the first of several answers; the channel has room for all of them.
package main

import (
	"fmt"
	"time"
)

type mirror struct {
	host  string
	delay time.Duration
}

func (m mirror) ping() string {
	time.Sleep(m.delay)
	return m.host
}

func nearest(mirrors []mirror) string {
	replies := make(chan string, len(mirrors))
	for _, m := range mirrors {
		go func() { replies <- m.ping() }()
	}
	return <-replies
}

func main() {
	all := []mirror{{"oslo", 2 * time.Millisecond}, {"rome", time.Millisecond}, {"lima", 8 * time.Millisecond}}
	for range 3 {
		fmt.Println(nearest(all))
	}
}

// Command sensor_poll_break reads temperatures until one is too high.
package main

import "fmt"

type reading struct {
	celsius int
	rack    string
}

func readings(rack string, from int, enough <-chan struct{}) <-chan reading {
	feed := make(chan reading)
	go func() {
		defer close(feed)
		for c := from; c < from+40; c += 3 {
			select {
			case feed <- reading{c, rack}:
			case <-enough:
				return
			}
		}
	}()
	return feed
}

func tooHot(rack string, limit int) (reading, bool) {
	enough := make(chan struct{})
	defer close(enough)
	for r := range readings(rack, 20, enough) {
		if r.celsius > limit {
			return r, true
		}
	}
	return reading{}, false
}

func main() {
	for rack, limit := range map[string]int{"r1": 30, "r2": 25, "r3": 90} {
		if r, found := tooHot(rack, limit); found {
			fmt.Println(r.rack, "is at", r.celsius)
		}
	}
}

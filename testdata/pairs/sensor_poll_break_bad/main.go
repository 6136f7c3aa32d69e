// Command sensor_poll_break reads temperatures until one is too high.
package main

// needs: returned channel, break out of range

// observe-expect: leak

import "fmt"

type reading struct {
	celsius int
	rack    string
}

func readings(rack string, from int) <-chan reading {
	feed := make(chan reading)
	go func() { // or "send-without-receiver|goroutine-leak-on-early-return"
		defer close(feed)
		for c := from; c < from+40; c += 3 {
			feed <- reading{c, rack} // want "send-without-receiver|goroutine-leak-on-early-return"
		}
	}()
	return feed
}

func tooHot(rack string, limit int) (reading, bool) {
	for r := range readings(rack, 20) {
		if r.celsius > limit {
			return r, true // or "send-without-receiver|goroutine-leak-on-early-return"
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

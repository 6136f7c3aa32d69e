// Command bus tells events to listeners; one of them waits for a single event.
package main

import (
	"fmt"
	"time"
)

// observe-expect: leak

type event struct{ name string }

type bus struct{ subs []chan event }

func (b *bus) subscribe() <-chan event {
	ch := make(chan event, 8)
	b.subs = append(b.subs, ch)
	return ch
}

func (b *bus) publish(e event) {
	for _, s := range b.subs {
		select {
		case s <- e:
		default:
		}
	}
}

func waitFor(events <-chan event, name string, d time.Duration) bool {
	deadline := time.After(d)
	for {
		select {
		case e := <-events:
			if e.name == name {
				return true
			}
		case <-deadline:
			return false
		}
	}
}

func main() {
	b := &bus{}
	events := b.subscribe()
	go func() {
		for i := range 5 {
			b.publish(event{fmt.Sprint("step ", i)})
		}
	}()
	fmt.Println(waitFor(events, "step 1", time.Second))
}

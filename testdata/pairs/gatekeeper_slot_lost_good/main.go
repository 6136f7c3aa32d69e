// Command gatekeeper_slot_lost admits two uploads at a time and rejects those that are too large.
package main

import (
	"errors"
	"fmt"
)

var errTooLarge = errors.New("too large")

type gatekeeper struct {
	slots chan struct{}
	limit int
}

func (g *gatekeeper) upload(name string, size int) error {
	g.slots <- struct{}{}
	if size > g.limit {
		<-g.slots
		return fmt.Errorf("%s: %w", name, errTooLarge)
	}
	fmt.Println("uploading", name)
	<-g.slots
	return nil
}

func main() {
	g := &gatekeeper{slots: make(chan struct{}, 2), limit: 100}
	for i, size := range []int{50, 200, 300, 70} {
		if err := g.upload(fmt.Sprintf("part%d", i), size); err != nil {
			fmt.Println(err)
		}
	}
}

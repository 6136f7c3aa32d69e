// Command device_embedded_mutex steers devices whose lock is promoted through two embedded structs.
package main

// needs: embedding

import (
	"fmt"
	"sync"
)

type guarded struct {
	sync.Mutex
}

type base struct {
	guarded
	name  string
	state string
}

func (b *base) transition(to string) {
	b.Lock() // or "double-lock"
	defer b.Unlock()
	b.state = to
}

// Valve is a device that opens and closes.
type Valve struct {
	base
	openings int
}

// Open counts and opens.
func (v *Valve) Open() {
	v.Lock()
	defer v.Unlock()
	if v.state == "open" {
		return
	}
	v.openings++
	v.transition("open") // want "double-lock"
}

// Close shuts the valve.
func (v *Valve) Close() {
	v.transition("closed")
}

func main() {
	inlet := &Valve{base: base{name: "inlet", state: "closed"}}
	inlet.Open()
	inlet.Close()
	fmt.Println(inlet.name, "was opened", inlet.openings, "times")
}

// A gauge is copied under its own lock, and the copy is locked already.
// needs: copy by dereference in a return, embedding
package main

import (
	"fmt"
	"sync"
)

type Gauge struct {
	sync.Mutex
	name    string
	value   float64
	samples int
}

func (g *Gauge) Observe(v float64) {
	g.Lock()
	defer g.Unlock()
	g.value += v
	g.samples++
}

func (g *Gauge) Mean() float64 {
	g.Lock()
	defer g.Unlock()
	if g.samples == 0 {
		return 0
	}
	return g.value / float64(g.samples)
}

func (g *Gauge) Snapshot() Gauge { // or "lock-copied"
	g.Lock()
	defer g.Unlock()
	return *g // want "lock-copied"
}

func main() {
	g := &Gauge{name: "latency"}
	for i := range 4 {
		g.Observe(float64(i))
	}
	s := g.Snapshot()
	fmt.Println(s.name, s.Mean()) // or "lock-copied|double-lock"
}

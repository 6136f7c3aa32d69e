// Command replica starts serving once a leader is known.
package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// observe-expect: spin
// needs: atomic in a field, loop without blocking, method

type replica struct {
	name   string
	leader atomic.Pointer[string]
}

func (r *replica) elected(name string) { r.leader.Store(&name) }

func (r *replica) hasLeader() bool { return r.leader.Load() != nil }

func (r *replica) awaitLeader() string {
	for !r.hasLeader() { // want "spin-without-yield"
	}
	return *r.leader.Load()
}

func main() {
	r := &replica{name: "r1"}
	go func() {
		time.Sleep(700 * time.Millisecond)
		r.elected("r2")
	}()
	fmt.Println(r.name, "follows", r.awaitLeader())
}

// Command state_guard_unlock_in_switch moves an order through its states.
package main

// needs: switch, fallthrough to return, pointer parameter

import (
	"fmt"
	"sync"
)

type order struct {
	mu    sync.Mutex
	state string
	moves int
}

func advance(o *order, to string) (ok bool) {
	o.mu.Lock() // or "lock-not-released"
	switch {
	case o.state == to:
		o.mu.Unlock()
		return true
	case o.state == "cancelled":
		return false // want "lock-not-released"
	case to == "cancelled" && o.state == "shipped":
		o.mu.Unlock()
		return false
	}
	o.state = to
	o.moves++
	o.mu.Unlock()
	return true
}

func main() {
	o := &order{state: "new"}
	for _, to := range []string{"paid", "paid", "cancelled", "shipped", "shipped"} {
		fmt.Println(to, advance(o, to))
	}
}

// A store in memory resets a key under the lock that its own Reset takes.
// needs: interface, cross-package
package main

import (
	"fmt"

	"example.com/pairs/rate_store_iface_bad/store"
	"example.com/pairs/rate_store_iface_bad/store/memory"
)

type limiter struct{ store.Store }

func (l limiter) allow(who string) bool { return l.Incr(who) < 3 }

func main() {
	l := limiter{memory.New(3)}
	for range 4 {
		fmt.Println(l.allow("ann"))
	}
}

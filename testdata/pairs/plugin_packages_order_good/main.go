// Command plugin_packages_order runs a host and its plugins, each with a lock in a package of its own.
package main

import (
	"fmt"
	"sync"

	"example.com/pairs/plugin_packages_order_good/host"
	"example.com/pairs/plugin_packages_order_good/plugin"
)

func main() {
	h := host.New()
	p := plugin.New(h)
	h.Register(p)
	var both sync.WaitGroup
	both.Go(h.Broadcast)
	both.Go(p.Reload)
	both.Wait()
	fmt.Println("done")
}

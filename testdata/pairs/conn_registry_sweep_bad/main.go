// A server sweeps idle connections under the registry's lock while a connection that ends holds its own and leaves the registry.
// needs: cross-package, interface, two locks
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/pairs/conn_registry_sweep_bad/internal/conn"
	"example.com/pairs/conn_registry_sweep_bad/internal/registry"
)

func main() {
	reg := registry.New()
	var wg sync.WaitGroup
	for id := range 4 {
		c := conn.Open(id, reg)
		reg.Add(c)
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Serve(30)
		}()
	}
	time.Sleep(5 * time.Millisecond)
	fmt.Println("swept", reg.Sweep())
	wg.Wait()
}

// Command daemon_forever has a reaper that lives as long as the process, parked in an empty select.
package main

// observe-left: 2

import (
	"fmt"
	"sync/atomic"
	"time"
)

var sweeps atomic.Int64

func reap(every time.Duration) {
	for range time.Tick(every) {
		sweeps.Add(1)
	}
}

func serve(addr string) {
	fmt.Println("serving", addr)
	go reap(time.Millisecond)
	select {}
}

func main() {
	go serve(":8080")
	time.Sleep(10 * time.Millisecond)
	fmt.Println(sweeps.Load() > 0)
}

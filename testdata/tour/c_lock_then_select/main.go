// Command c_lock_then_select loads its settings and then serves from background goroutines.
//
// main takes the settings lock and parks itself with the lock held. As long as nobody else asks for the lock, no trace,
// no mutex profile and no deadlock detector has anything to show: the heartbeat goes on. The first reload hangs.
package main

import (
	"log"
	"sync"
	"time"
)

// observe-expect: hang

type settings struct {
	mu     sync.Mutex
	values map[string]string
}

func heartbeat(every time.Duration) {
	for range time.Tick(every) {
		log.Print("alive")
	}
}

func main() {
	current := &settings{}
	go heartbeat(500 * time.Millisecond)

	current.mu.Lock()
	current.values = map[string]string{"region": "eu-west-1", "tier": "gold"}
	log.Printf("loaded %d settings", len(current.values))

	select {} // want "lock-held-at-blocking-op"
}

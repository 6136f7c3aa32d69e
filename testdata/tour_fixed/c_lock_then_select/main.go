// Command c_lock_then_select loads its settings and then serves from background goroutines until it is told to stop.
package main

import (
	"context"
	"log"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type settings struct {
	mu     sync.Mutex
	values map[string]string
}

func (s *settings) load() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = map[string]string{"region": "eu-west-1", "tier": "gold"}
	return len(s.values)
}

func heartbeat(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			log.Print("alive")
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond) // a demonstration run ends by itself
	defer cancel()

	current := &settings{}
	go heartbeat(ctx, 50*time.Millisecond)
	log.Printf("loaded %d settings", current.load())

	<-ctx.Done()
}

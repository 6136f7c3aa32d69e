//go:build linux

// Command a_gomaxprocs_syscall is a gateway that waits until each of its two line cards has raised an alarm.
//
// The alarms come through os/signal, which costs no thread per card, and a deadline bounds the wait.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

type lineCard struct {
	slot   int
	signal os.Signal
	alarms int
}

// awaitAlarm waits until the driver signals the process or ctx ends.
func (c *lineCard) awaitAlarm(ctx context.Context) error {
	raised := make(chan os.Signal, 1)
	signal.Notify(raised, c.signal)
	defer signal.Stop(raised)

	select {
	case <-raised:
		c.alarms++
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()

	cards := []*lineCard{{slot: 1, signal: syscall.SIGUSR1}, {slot: 2, signal: syscall.SIGUSR2}}
	var wg sync.WaitGroup
	for _, card := range cards {
		wg.Add(1)
		go func(card *lineCard) {
			defer wg.Done()
			if err := card.awaitAlarm(ctx); err != nil {
				log.Printf("slot %d: %v", card.slot, err)
			}
		}(card)
	}

	log.Printf("waiting for %d cards", len(cards))
	wg.Wait()
	log.Print("done waiting")
}

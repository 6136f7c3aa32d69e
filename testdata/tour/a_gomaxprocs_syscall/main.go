//go:build linux

// Command a_gomaxprocs_syscall is a gateway that waits until each of its two line cards has raised an alarm.
//
// It was squeezed into one P for a small board. Each card's goroutine sleeps in pause(2) until "some signal" arrives.
// No P is missing here: the monitor thread takes the P back from a Syscall, main runs on and reaches Wait. It hangs
// because nobody ever wakes the two threads, so neither Done runs.
package main

import (
	"log"
	"runtime"
	"sync"
	"syscall"
)

// observe-expect: hang

type lineCard struct {
	slot   int
	alarms int
}

// awaitAlarm parks the calling thread until the driver signals the process.
func (c *lineCard) awaitAlarm() error {
	err := syscall.Pause() // want "blocking-syscall-low-gomaxprocs"
	if err != nil && err != syscall.EINTR {
		return err
	}
	c.alarms++
	return nil
}

func main() {
	runtime.GOMAXPROCS(1)

	cards := []*lineCard{{slot: 1}, {slot: 2}}
	var wg sync.WaitGroup
	for _, card := range cards {
		wg.Add(1)
		go func(card *lineCard) {
			defer wg.Done()
			if err := card.awaitAlarm(); err != nil {
				log.Printf("slot %d: %v", card.slot, err)
			}
		}(card)
	}

	log.Printf("waiting for %d cards", len(cards))
	wg.Wait()
	log.Print("all cards have reported")
}

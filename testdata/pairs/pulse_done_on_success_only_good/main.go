package main

import (
	"errors"
	"fmt"
	"time"
)

func doWork(done <-chan struct{}, pulse time.Duration) (<-chan struct{}, <-chan int) {
	beats := make(chan struct{})
	results := make(chan int)
	go func() {
		defer close(beats)
		defer close(results)
		tick := time.NewTicker(pulse)
		defer tick.Stop()
		work := time.NewTicker(2 * pulse)
		defer work.Stop()
		send := func(n int) bool {
			for {
				select {
				case <-done:
					return false
				case <-tick.C:
					select {
					case beats <- struct{}{}:
					default:
					}
				case results <- n:
					return true
				}
			}
		}
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-tick.C:
				select {
				case beats <- struct{}{}:
				default:
				}
			case <-work.C:
				if !send(n) {
					return
				}
			}
		}
	}()
	return beats, results
}

var errLate = errors.New("no heartbeat")

func watch(limit time.Duration, want int) error {
	done := make(chan struct{})
	defer close(done)
	beats, results := doWork(done, time.Millisecond)
	for {
		select {
		case _, ok := <-beats:
			if !ok {
				return nil
			}
		case n := <-results:
			switch {
			case n == want:
				return nil
			case n > want:
				return fmt.Errorf("skipped to %d", n)
			}
		case <-time.After(limit):
			return errLate
		}
	}
}

func main() {
	fmt.Println(watch(time.Second, 2))
	fmt.Println(watch(time.Second, -1))
}

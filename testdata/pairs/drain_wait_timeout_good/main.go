// Command drain gives the workers some time to finish.
package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// observe-expect: leak

type tracker struct {
	sync.WaitGroup
	slow time.Duration
}

func (t *tracker) run(n int) {
	t.Add(n)
	for i := range n {
		go func() {
			defer t.Done()
			time.Sleep(time.Duration(i) * t.slow)
		}()
	}
}

var errSlow = errors.New("still running")

func (t *tracker) drain(limit time.Duration) error {
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		t.Wait()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-idle:
		return nil
	case <-timer.C:
		return errSlow
	}
}

func main() {
	t := &tracker{slow: 10 * time.Millisecond}
	t.run(4)
	fmt.Println(t.drain(5 * time.Millisecond))
}

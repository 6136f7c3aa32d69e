// Command migrate applies every migration at once and tells the first error.
//
// needs: capacity against senders, WaitGroup, select with default after Wait
package main

import (
	"fmt"
	"os"
	"sync"
)

type migration struct {
	id   int
	step func() error
}

func apply(all []migration) error {
	var wg sync.WaitGroup
	errc := make(chan error, 1)
	for _, m := range all {
		wg.Add(1)
		go func(m migration) {
			defer wg.Done()
			if err := m.step(); err != nil {
				errc <- fmt.Errorf("migration %d: %w", m.id, err) // want "send-without-receiver|waitgroup-wait-cycle|mixed-wait-cycle"
			}
		}(m)
	}
	wg.Wait() // or "waitgroup-wait-cycle|mixed-wait-cycle"

	select {
	case err := <-errc:
		return err
	default:
		return nil
	}
}

func remove(path string) func() error {
	return func() error { return os.Remove(path) }
}

func nothing() error { return nil }

func main() {
	err := apply([]migration{
		{1, nothing},
		{2, remove("/nonexistent/a")},
		{3, remove("/nonexistent/b")},
		{4, nothing},
		{5, remove("/nonexistent/c")},
	})
	fmt.Println(err != nil)
}

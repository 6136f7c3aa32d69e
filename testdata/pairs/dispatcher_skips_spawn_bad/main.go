// The group counts every target, but those that are disabled get no goroutine.
// needs: loop with continue, Add of a length, struct of options
package main

import (
	"fmt"
	"strings"
	"sync"
)

type target struct {
	name     string
	disabled bool
}

type dispatcher struct {
	send func(name string, msg string) error
	mu   sync.Mutex
	fail map[string]error
}

func (d *dispatcher) broadcast(targets []target, msg string) map[string]error {
	wg := &sync.WaitGroup{}
	wg.Add(len(targets)) // or "waitgroup-missing-done"
	for _, tg := range targets {
		if tg.disabled {
			continue // want "waitgroup-missing-done"
		}
		go d.deliver(wg, tg.name, msg)
	}
	wg.Wait() // or "waitgroup-missing-done"
	return d.fail
}

func (d *dispatcher) deliver(wg *sync.WaitGroup, name, msg string) {
	defer wg.Done()
	if err := d.send(name, msg); err != nil {
		d.mu.Lock()
		d.fail[name] = err
		d.mu.Unlock()
	}
}

func main() {
	d := &dispatcher{fail: map[string]error{}}
	d.send = func(name, msg string) error {
		if strings.HasPrefix(name, "x") {
			return fmt.Errorf("%s refused %q", name, msg)
		}
		return nil
	}
	fmt.Println(d.broadcast([]target{{"a", false}, {"xb", false}, {"c", true}}, "hi"))
}

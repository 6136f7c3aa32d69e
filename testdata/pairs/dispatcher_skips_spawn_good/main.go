// The group counts every target, but those that are disabled get no goroutine.
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
	for _, tg := range targets {
		if tg.disabled {
			continue
		}
		wg.Add(1)
		go d.deliver(wg, tg.name, msg)
	}
	wg.Wait()
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

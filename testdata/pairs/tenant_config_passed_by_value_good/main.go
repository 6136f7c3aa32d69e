// A goroutine gets the tenant by value, with its lock held at that moment.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Tenant struct {
	sync.Mutex
	Name  string
	Quota int
}

func audit(t *Tenant, done chan<- string) {
	t.Lock()
	defer t.Unlock()
	done <- fmt.Sprintf("%s has %d", t.Name, t.Quota)
}

type Manager struct {
	tenants map[string]*Tenant
}

func (m *Manager) Grow(name string, by int) string {
	t, ok := m.tenants[name]
	if !ok {
		return ""
	}
	done := make(chan string, 1)
	t.Lock()
	t.Quota += by
	go audit(t, done)
	time.Sleep(time.Millisecond)
	t.Unlock()
	return <-done
}

func main() {
	m := &Manager{tenants: map[string]*Tenant{"acme": {Name: "acme"}}}
	fmt.Println(m.Grow("acme", 3))
}

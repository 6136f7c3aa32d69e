// Package dnscache is tested with a resolver that fails.
package dnscache

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

type resolver func(host string) (string, error)

type cache struct {
	mu      sync.Mutex
	entries map[string]string
	resolve resolver
}

func (c *cache) get(host string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ip, ok := c.entries[host]; ok {
		return ip, nil
	}
	ip, err := c.resolve(host)
	if err == nil {
		c.entries[host] = ip
	}
	return ip, err
}

func TestConcurrentGets(t *testing.T) {
	c := &cache{entries: map[string]string{}, resolve: func(host string) (string, error) {
		if host == "bad.example" {
			return "", errors.New("no such host")
		}
		return "192.0.2.1", nil
	}}
	hosts := []string{"a.example", "b.example", "bad.example"}
	got := make(chan string)
	watchdog := time.AfterFunc(time.Second, func() { os.Exit(1) })
	defer watchdog.Stop()
	for _, h := range hosts {
		go func() {
			ip, err := c.get(h)
			if err != nil {
				ip = "none"
			}
			got <- ip
		}()
	}
	for range hosts {
		if ip := <-got; ip == "" {
			t.Error("empty address")
		}
	}
}

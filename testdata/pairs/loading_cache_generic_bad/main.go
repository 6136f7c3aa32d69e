// Command loading_cache_generic is a cache for any key and value that loads what is missing.
package main

// needs: generics

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"sync"
)

// Cache keeps loaded values by key.
type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]V
	load    func(K) (V, error)
}

// NewCache returns a cache that fills itself with load.
func NewCache[K comparable, V any](load func(K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{entries: make(map[K]V), load: load}
}

// Put stores a value.
func (c *Cache[K, V]) Put(key K, value V) {
	c.mu.Lock() // or "double-lock"
	defer c.mu.Unlock()
	c.entries[key] = value
}

// Get returns the cached value, or loads it.
func (c *Cache[K, V]) Get(key K) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if value, ok := c.entries[key]; ok {
		return value, nil
	}
	value, err := c.load(key)
	if err != nil {
		return value, fmt.Errorf("load %v: %w", key, err)
	}
	c.Put(key, value) // want "double-lock"
	return value, nil
}

func main() {
	names := NewCache(func(id int) (string, error) {
		if id <= 0 {
			return "", errors.New("no such user")
		}
		return strings.Repeat("x", id), nil
	})
	name, err := names.Get(3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(name)
}

// Package settings loads values when they are first asked for.
package settings

import (
	"strconv"
	"sync"
)

type validator interface{ valid(value string) bool }

type number struct{ atMost string }

func (n number) valid(value string) bool {
	v, err := strconv.Atoi(value)
	return err == nil && v <= limit(n.atMost)
}

var (
	load   sync.Once
	values map[string]string
	checks = map[string]validator{"port": number{"max"}}
)

func limit(key string) int {
	n, _ := strconv.Atoi(values[key])
	return n
}

func read() {
	values = map[string]string{"port": "8080", "max": "9000"}
	for key, check := range validators() {
		if !check.valid(values[key]) {
			delete(values, key)
		}
	}
}

func validators() map[string]validator { return checks }

// Get returns a value, or nothing.
func Get(key string) string {
	load.Do(read)
	return values[key]
}

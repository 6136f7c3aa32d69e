// Command nested_helpers_wait_twice builds an index with functions inside of functions.
package main

// needs: nested functions, WaitGroup, early return

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

func index(docs []string) (map[string]int, error) {
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var firstErr error

	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if firstErr == nil {
			firstErr = err
		}
	}
	tokenize := func(doc string) ([]string, error) {
		if doc == "" {
			return nil, errors.New("empty document")
		}
		return strings.Fields(doc), nil
	}
	one := func(doc string) {
		words, err := tokenize(doc)
		if err != nil {
			fail(err)
			return // want "waitgroup-missing-done"
		}
		defer wg.Done()
		mu.Lock()
		for _, w := range words {
			counts[w]++
		}
		mu.Unlock()
	}
	for _, doc := range docs {
		wg.Add(1)
		go one(doc) // or "waitgroup-missing-done"
	}
	wg.Wait() // or "waitgroup-missing-done"
	return counts, firstErr
}

func main() {
	counts, err := index([]string{"to be or", "not to be"})
	fmt.Println(counts["be"], err)
	_, err = index([]string{"to be", ""})
	fmt.Println(err)
}

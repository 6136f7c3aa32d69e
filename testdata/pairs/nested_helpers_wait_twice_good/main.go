// Command nested_helpers_wait_twice builds an index with functions inside of functions.
package main

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
		defer wg.Done()
		words, err := tokenize(doc)
		if err != nil {
			fail(err)
			return
		}
		mu.Lock()
		for _, w := range words {
			counts[w]++
		}
		mu.Unlock()
	}
	for _, doc := range docs {
		wg.Add(1)
		go one(doc)
	}
	wg.Wait()
	return counts, firstErr
}

func main() {
	counts, err := index([]string{"to be or", "not to be"})
	fmt.Println(counts["be"], err)
	_, err = index([]string{"to be", ""})
	fmt.Println(err)
}

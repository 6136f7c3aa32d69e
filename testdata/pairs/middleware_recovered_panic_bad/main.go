// Command middleware_recovered_panic serves requests behind a middleware that survives panics.
package main

// needs: panic and recover, stored callback

import (
	"fmt"
	"sync"
)

type request struct {
	user  string
	items []string
}

type handlerFunc func(request) string

// recovering turns a panic into an answer.
func recovering(next handlerFunc) handlerFunc {
	return func(r request) (answer string) {
		defer func() {
			if cause := recover(); cause != nil {
				answer = fmt.Sprint("500 ", cause)
			}
		}()
		return next(r)
	}
}

type cart struct {
	mu    sync.Mutex
	first map[string]string
}

// checkout remembers the first item of each user.
func (c *cart) checkout(r request) string {
	c.mu.Lock()
	if r.user == "" {
		panic("request without a user") // want "lock-not-released"
	}
	c.first[r.user] = r.items[0]
	c.mu.Unlock()
	return "200 " + r.items[0]
}

func main() {
	c := &cart{first: make(map[string]string)}
	serve := recovering(c.checkout)
	for _, r := range []request{{"", nil}, {"ann", []string{"tea"}}} {
		fmt.Println(serve(r))
	}
}

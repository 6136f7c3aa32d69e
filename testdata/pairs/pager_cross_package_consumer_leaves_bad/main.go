// Command pager prints the first users whose name matches.
package main

import (
	"errors"
	"fmt"

	"example.com/pairs/pager_cross_package_consumer_leaves_bad/pages"
)

// observe-expect: leak
// needs: cross-package, returned channel, break out of range, early return

type user struct {
	name string
	bad  bool
}

func load(n int) ([]user, error) {
	us := []user{{name: fmt.Sprint("u", n)}, {name: fmt.Sprint("v", n), bad: n == 2}}
	return us, nil
}

func firstBad(limit int) (string, error) {
	it := pages.Walk(limit, load)
	for u := range it.C {
		if u.bad {
			return u.name, nil // or "goroutine-leak-on-early-return|send-without-receiver"
		}
	}
	return "", errors.New("all good")
}

func main() {
	fmt.Println(firstBad(10))
}

// Command tempting_errc_two_of_two waits for both directions of a copy, whichever ends first.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

func both(work ...func() error) (err error) {
	errc := make(chan error)
	for _, w := range work {
		go func() { errc <- w() }()
	}
	for range work {
		if e := <-errc; e != nil && err == nil {
			err = e
		}
	}
	return err
}

func main() {
	var b strings.Builder
	fmt.Println(both(
		func() error { _, err := io.Copy(&b, strings.NewReader("text")); return err },
		func() error { return errors.New("reset") },
	))
	fmt.Println(b.String())
}

// Command reindex asks the index to rebuild and tries again when it takes too long.
package main

import (
	"errors"
	"fmt"
	"time"
)

var errTimeout = errors.New("reindex: timed out")

type index struct {
	delay time.Duration
	calls int
}

func (ix *index) rebuild(delay time.Duration) (int, error) {
	time.Sleep(delay)
	return 42, nil
}

type outcome struct {
	docs int
	err  error
}

func (ix *index) start() <-chan outcome {
	done := make(chan outcome, 1)
	ix.calls++
	delay := ix.delay / time.Duration(ix.calls)
	go func() {
		docs, err := ix.rebuild(delay)
		done <- outcome{docs, err}
	}()
	return done
}

func (ix *index) attempt(limit time.Duration) (int, error) {
	select {
	case o := <-ix.start():
		return o.docs, o.err
	case <-time.After(limit):
		return 0, errTimeout
	}
}

func reindex(ix *index, tries int) (n int, err error) {
	for i := 0; i < tries; i++ {
		if n, err = ix.attempt(25 * time.Millisecond); err == nil || !errors.Is(err, errTimeout) {
			break
		}
	}
	return n, err
}

func main() {
	fmt.Println(reindex(&index{delay: 60 * time.Millisecond}, 5))
}

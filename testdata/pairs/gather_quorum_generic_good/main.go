package main

import (
	"errors"
	"fmt"
	"time"
)

type outcome[T any] struct {
	value T
	err   error
	from  int
}

var errNoQuorum = errors.New("no quorum")

// gather runs all calls at once and is content with need answers.
func gather[T comparable](need int, calls ...func() (T, error)) (T, error) {
	answers := make(chan outcome[T], len(calls))
	for i, call := range calls {
		go func() {
			v, err := call()
			answers <- outcome[T]{value: v, err: err, from: i}
		}()
	}

	votes := make(map[T]int)
	failed := 0
	for range calls {
		a := <-answers
		if a.err != nil {
			if failed++; failed > len(calls)-need {
				break
			}
			continue
		}
		votes[a.value]++
		if votes[a.value] >= need {
			return a.value, nil
		}
	}
	var zero T
	return zero, errNoQuorum
}

func replica(delay time.Duration, rev int64) func() (int64, error) {
	return func() (int64, error) {
		time.Sleep(delay)
		if rev == 0 {
			return 0, errors.New("replica is down")
		}
		return rev, nil
	}
}

func main() {
	rev, err := gather(2,
		replica(1*time.Millisecond, 7),
		replica(2*time.Millisecond, 7),
		replica(20*time.Millisecond, 8),
		replica(25*time.Millisecond, 7),
		replica(30*time.Millisecond, 0),
		replica(32*time.Millisecond, 7),
	)
	fmt.Println(rev, err)
	time.Sleep(50 * time.Millisecond)
}

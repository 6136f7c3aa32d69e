// An update returns naked from its error path with the lock still taken.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

type settings struct {
	sync.Mutex
	values  map[string]int
	changed chan string
}

var errInvalid = errors.New("invalid")

func (s *settings) update(ctx context.Context, key string, fn func(int) (int, error)) (old int, err error) {
	s.Lock()
	old = s.values[key]
	next := 0
	if next, err = fn(old); err != nil {
		s.Unlock()
		return
	}
	s.values[key] = next
	s.Unlock()
	select {
	case s.changed <- key:
	case <-ctx.Done():
		err = ctx.Err()
	}
	return
}

func main() {
	s := &settings{values: map[string]int{}, changed: make(chan string, 8)}
	inc := func(n int) (int, error) { return n + 1, nil }
	bad := func(n int) (int, error) { return 0, errInvalid }
	for i, fn := range []func(int) (int, error){inc, bad, inc} {
		old, err := s.update(context.Background(), "n", fn)
		fmt.Println(i, old, err)
	}
}

// Command scan checks files in parallel, with a budget for the bytes in memory.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

type file struct {
	name string
	size int64
}

type scanner struct {
	budget *semaphore.Weighted
}

func (s *scanner) check(f file) (bool, error) {
	if strings.HasSuffix(f.name, ".tmp") {
		return false, errors.New("unreadable " + f.name)
	}
	return f.size%2 == 0, nil
}

func (s *scanner) scan(ctx context.Context, files []file) (int, error) {
	var g errgroup.Group
	hits := make(chan string, len(files))
	for _, f := range files {
		if err := s.budget.Acquire(ctx, f.size); err != nil {
			return 0, err
		}
		g.Go(func() error {
			defer s.budget.Release(f.size)
			ok, err := s.check(f)
			if err != nil {
				return err
			}
			if ok {
				hits <- f.name
			}
			return nil
		})
	}
	err := g.Wait()
	return len(hits), err
}

func main() {
	s := &scanner{budget: semaphore.NewWeighted(100)}
	files := []file{{"a.tmp", 60}, {"b.tmp", 30}, {"c.go", 50}, {"d.go", 20}}
	fmt.Println(s.scan(context.Background(), files))
}

// Command shard_loader_wait_then_read loads shards in parallel and gathers what failed.
package main

import (
	"fmt"
	"sync"
)

type loadError struct {
	shard int
	err   error
}

type loader struct{ broken map[int]bool }

func (l loader) load(shard int) error {
	if l.broken[shard] {
		return fmt.Errorf("checksum mismatch")
	}
	return nil
}

func (l loader) LoadAll(n int) []loadError {
	var (
		wg   sync.WaitGroup
		errs []loadError
	)
	failed := make(chan loadError, n)
	for shard := 0; shard < n; shard++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := l.load(shard); err != nil {
				failed <- loadError{shard, err}
			}
		}()
	}
	wg.Wait()
	close(failed)
	for f := range failed {
		errs = append(errs, f)
	}
	return errs
}

func main() {
	fmt.Println(loader{}.LoadAll(4))
	fmt.Println(loader{broken: map[int]bool{2: true}}.LoadAll(4))
}

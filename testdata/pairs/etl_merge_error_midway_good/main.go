// Command etl reads shards, parses their lines and adds the numbers up.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
)

type row struct {
	n   int
	err error
}

func lines(done <-chan struct{}, shard []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, l := range shard {
			select {
			case out <- l:
			case <-done:
				return
			}
		}
	}()
	return out
}

func parse(done <-chan struct{}, in <-chan string) <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for l := range in {
			n, err := strconv.Atoi(l)
			select {
			case out <- row{n, err}:
			case <-done:
				return
			}
		}
	}()
	return out
}

func merge(done <-chan struct{}, ins ...<-chan row) <-chan row {
	var wg sync.WaitGroup
	out := make(chan row)
	forward := func(in <-chan row) {
		defer wg.Done()
		for r := range in {
			select {
			case out <- r:
			case <-done:
				return
			}
		}
	}
	wg.Add(len(ins))
	for _, in := range ins {
		go forward(in)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

var errBadRow = errors.New("bad row")

func total(shards [][]string) (int, error) {
	done := make(chan struct{})
	defer close(done)

	var parsed []<-chan row
	for _, s := range shards {
		parsed = append(parsed, parse(done, lines(done, s)))
	}
	sum := 0
	for r := range merge(done, parsed...) {
		if r.err != nil {
			return 0, fmt.Errorf("%w: %v", errBadRow, r.err)
		}
		sum += r.n
	}
	return sum, nil
}

func main() {
	shards := [][]string{{"1", "x", "3", "4"}, {"10", "20", "30"}, {"y", "5", "6"}}
	n, err := total(shards)
	fmt.Println(n, err)
}

// Command aggregator_exact_results asks several backends and takes exactly as many answers as it asked for, however they end.
package main

import (
	"errors"
	"fmt"
)

type answer struct {
	from string
	n    int
	err  error
}

func ask(backend string, out chan<- answer) {
	if backend == "" {
		out <- answer{err: errors.New("no backend")}
		return
	}
	out <- answer{from: backend, n: len(backend)}
}

func sum(backends ...string) (total int, err error) {
	out := make(chan answer)
	for _, b := range backends {
		go ask(b, out)
	}
	for range len(backends) {
		a := <-out
		if a.err != nil {
			err = errors.Join(err, a.err)
			continue
		}
		total += a.n
	}
	return total, err
}

func main() {
	fmt.Println(sum("alpha", "", "gamma"))
}

// The goroutine that waits for the group to close the results is itself counted by the group.
// needs: WaitGroup.Go, self-wait, closure, range over a channel
package main

import (
	"fmt"
	"sync"
)

type finding struct {
	file string
	line int
}

func lint(file string) []finding {
	var out []finding
	for i := range len(file) {
		if file[i] == '_' {
			out = append(out, finding{file, i})
		}
	}
	return out
}

func lintAll(files []string) (all []finding) {
	var (
		wg      sync.WaitGroup
		results = make(chan finding)
	)
	for _, f := range files {
		wg.Go(func() {
			for _, x := range lint(f) {
				results <- x
			}
		})
	}
	wg.Go(func() {
		wg.Wait() // want "waitgroup-wait-cycle"
		close(results)
	})
	for x := range results { // or "range-over-unclosed|waitgroup-wait-cycle"
		all = append(all, x)
	}
	return all
}

func main() {
	fmt.Println(len(lintAll([]string{"a_b.go", "cd.go", "e_f_g.go"})))
}

// Command hub_results_struct_wait resizes images in workers and keeps results and problems in two channels of a struct.
package main

import (
	"fmt"
	"sync"
)

type outcome struct {
	Resized  chan string
	Problems chan error
	wg       sync.WaitGroup
}

func newOutcome() *outcome {
	return &outcome{Resized: make(chan string), Problems: make(chan error, 1)}
}

func (o *outcome) resize(name string) {
	if len(name) > 8 {
		o.Problems <- fmt.Errorf("%s: too large", name)
		return
	}
	o.Resized <- name + "@2x"
}

func process(names ...string) (done []string, problems []error) {
	o := newOutcome()
	for _, name := range names {
		o.wg.Go(func() { o.resize(name) })
	}
	go func() {
		o.wg.Wait()
		close(o.Resized)
		close(o.Problems)
	}()
	resized, failed := o.Resized, o.Problems
	for resized != nil || failed != nil {
		select {
		case r, ok := <-resized:
			if !ok {
				resized = nil
				continue
			}
			done = append(done, r)
		case err, ok := <-failed:
			if !ok {
				failed = nil
				continue
			}
			problems = append(problems, err)
		}
	}
	return
}

func main() {
	done, problems := process("a.png", "b.png", "panorama.png")
	fmt.Println(len(done), len(problems))
	done, problems = process("panorama1.png", "panorama2.png", "c.png", "panorama3.png")
	fmt.Println(len(done), len(problems))
}

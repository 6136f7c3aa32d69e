// Command hub_results_struct_wait resizes images in workers and keeps results and problems in two channels of a struct.
package main

// needs: results struct, WaitGroup.Go, channel in a struct

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
		o.Problems <- fmt.Errorf("%s: too large", name) // want "send-without-receiver|waitgroup-wait-cycle|mixed-wait-cycle|channel-wait-cycle"
		return
	}
	o.Resized <- name + "@2x"
}

func process(names ...string) (done []string, problems []error) {
	o := newOutcome()
	for _, name := range names {
		o.wg.Go(func() { o.resize(name) }) // or "send-without-receiver|waitgroup-wait-cycle|mixed-wait-cycle|channel-wait-cycle"
	}
	go func() {
		o.wg.Wait() // or "send-without-receiver|waitgroup-wait-cycle|mixed-wait-cycle|channel-wait-cycle"
		close(o.Resized)
		close(o.Problems)
	}()
	for r := range o.Resized { // or "send-without-receiver|waitgroup-wait-cycle|mixed-wait-cycle|channel-wait-cycle"
		done = append(done, r)
	}
	for err := range o.Problems {
		problems = append(problems, err)
	}
	return
}

func main() {
	done, problems := process("a.png", "b.png", "panorama.png")
	fmt.Println(len(done), len(problems))
	done, problems = process("panorama1.png", "panorama2.png", "c.png", "panorama3.png")
	fmt.Println(len(done), len(problems))
}

package example

import (
	"errors"
	"fmt"
	"sync"
)

var errBad = errors.New("bad")

func try(n int) error {
	if n < 0 {
		return errBad
	}
	return nil
}

// Done by hand and once more by the deferred call.
func badDeferredTwice(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done() // want "wg"
		if err := try(n); err != nil {
			wg.Done()
			return
		}
		fmt.Println(n)
	}()
	wg.Wait()
}

// The error path calls Done and falls through to the second.
func badFallThrough(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := try(n); err != nil {
			wg.Done()
		}
		wg.Done() // want "wg"
	}()
	wg.Wait()
}

// Nothing was added.
func badNoAdd() {
	var wg sync.WaitGroup
	wg.Done() // want "wg"
	wg.Wait()
}

// A negative constant on a fresh group.
func badNegative() {
	var wg sync.WaitGroup
	wg.Add(-1) // want "wg"
	wg.Wait()
}

// Two workers, one count.
func badTwoWorkers() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		fmt.Println("one")
	}()
	go func() {
		defer wg.Done() // want "wg"
		fmt.Println("two")
	}()
	wg.Wait()
}

// Go counts down by itself; Done on top is one too many.
func badGo(work func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		defer wg.Done() // want "wg"
		work()
	})
	wg.Wait()
}

// One Add, one Done on each path.
func okPaths(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := try(n); err != nil {
			wg.Done()
			return
		}
		fmt.Println(n)
		wg.Done()
	}()
	wg.Wait()
}

// Add(2), two workers.
func okTwo() {
	var wg sync.WaitGroup
	wg.Add(2)
	for i := range 2 {
		go func() {
			defer wg.Done()
			fmt.Println(i)
		}()
	}
	wg.Wait()
}

// Add in each turn, Done in each goroutine.
func okLoop(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// A count that is taken back where no goroutine is started.
func okTakenBack(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	if err := try(n); err != nil {
		wg.Add(-1)
	} else {
		go func() {
			defer wg.Done()
			fmt.Println(n)
		}()
	}
	wg.Wait()
}

// The callee counts down what the caller has counted up.
func worker(wg *sync.WaitGroup, n int) {
	defer wg.Done()
	fmt.Println(n)
}

func okCallee() {
	var wg sync.WaitGroup
	wg.Add(3)
	for i := range 3 {
		go worker(&wg, i)
	}
	wg.Wait()
}

type tracker struct{ wg sync.WaitGroup }

// Counted up in one method and down in another.
func (t *tracker) okStart() { t.wg.Add(1) }
func (t *tracker) okStop()  { t.wg.Done() }

// The same condition guards Add and Done.
func okSameCondition(track bool, work func()) {
	var wg sync.WaitGroup
	if track {
		wg.Add(1)
	}
	work()
	if track {
		wg.Done()
	}
	wg.Wait()
}

// The number of workers is known at run time only.
func okUnknown(n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			defer wg.Done()
			fmt.Println(i)
		}()
	}
	wg.Wait()
}

// Two rounds: the goroutine counts down when it listens and when it ends, each with its own Add.
func okTwoRounds(listen func() error, serve func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go serveOnce(&wg, listen, serve)
	wg.Wait()
	wg.Add(1)
	println("asks")
	wg.Wait()
}

func serveOnce(wg *sync.WaitGroup, listen func() error, serve func()) {
	defer wg.Done()
	if err := listen(); err != nil {
		return
	}
	wg.Done()
	serve()
}

// Each goroutine is counted once, and counts down once for every line.
func badDonePerLine(pages [][]string, read func(string)) {
	var wg sync.WaitGroup
	for _, lines := range pages {
		wg.Add(1)
		go func() {
			for _, line := range lines {
				defer wg.Done() // want "below zero"
				read(line)
			}
		}()
	}
	wg.Wait()
}

func okDonePerPage(pages [][]string, read func(string)) {
	var wg sync.WaitGroup
	for _, lines := range pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, line := range lines {
				read(line)
			}
		}()
	}
	wg.Wait()
}

// Here each line is counted.
func okLinesCounted(lines []string, read func(string)) {
	var wg sync.WaitGroup
	queue := make(chan string, len(lines))
	for range 2 {
		go func() {
			for line := range queue {
				read(line)
				wg.Done()
			}
		}()
	}
	for _, line := range lines {
		wg.Add(1)
		queue <- line
	}
	wg.Wait()
	close(queue)
}

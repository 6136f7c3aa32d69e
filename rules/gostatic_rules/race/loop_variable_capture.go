//go:build go1.21

package example

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// Before Go 1.22 all turns share one variable: most goroutines see the last value.
func badRange(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name) // want "name"
		}()
	}
	wg.Wait()
}

// The counter of a three-part loop.
func badCounter(values []int) {
	var wg sync.WaitGroup
	for i := 0; i < len(values); i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			values[i]++ // want "i"
		}()
	}
	wg.Wait()
}

// Deferred calls run when the loop is over.
func badDefer(paths []string) error {
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() {
			fmt.Println("closing", path) // want "path"
			file.Close()
		}()
	}
	return nil
}

// The closure runs in a goroutine that the library starts.
func badGo(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			fmt.Println(name) // want "name"
		})
	}
	wg.Wait()
}

// The address of the variable is the same in each turn.
func badAddress(values []int, use func(*int)) {
	var wg sync.WaitGroup
	for _, value := range values {
		wg.Add(1)
		go func() {
			defer wg.Done()
			use(&value) // want "value"
		}()
	}
	wg.Wait()
}

// Parallel subtests go on when the loop is over.
func badParallel(t *testing.T, names []string) {
	for _, name := range names {
		t.Run("case", func(t *testing.T) {
			t.Parallel()
			if name == "" { // want "name"
				t.Error("empty")
			}
		})
	}
}

// A copy for each turn.
func okCopy(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		name := name
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// Handed over as an argument: evaluated at the go statement.
func okArgument(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func(name string) {
			defer wg.Done()
			fmt.Println(name)
		}(name)
	}
	wg.Wait()
}

// A plain call as goroutine: arguments are evaluated at once.
func okPlainCall(names []string) {
	for _, name := range names {
		go fmt.Println(name)
	}
}

// The closure is called in its own turn.
func okCalledAtOnce(names []string) (n int) {
	for _, name := range names {
		func() {
			n += len(name)
		}()
	}
	return n
}

// The turn waits for its goroutine.
func okJoined(names []string) {
	for _, name := range names {
		done := make(chan struct{})
		go func() {
			defer close(done)
			fmt.Println(name)
		}()
		<-done
	}
}

// The turn that starts the goroutine is the last one.
func okLastTurn(names []string) {
	for _, name := range names {
		if name != "" {
			go func() {
				fmt.Println(name)
			}()
			return
		}
	}
}

// A variable of the body is new in each turn.
func okBodyVariable(names []string) {
	for i := range names {
		first := names[i]
		go func() {
			fmt.Println(first)
		}()
	}
}

// The loop itself runs inside the goroutine.
func okLoopInside(names []string) {
	go func() {
		for _, name := range names {
			fmt.Println(name)
		}
	}()
}

// A parameter of the closure hides the loop variable.
func okShadowed(names []string) {
	for _, name := range names {
		defer func(name string) {
			fmt.Println(name)
		}(name)
	}
}

// A subtest that is not parallel ends in its own turn.
func okSubtest(t *testing.T, names []string) {
	for _, name := range names {
		t.Run("case", func(t *testing.T) {
			if name == "" {
				t.Error("empty")
			}
		})
	}
}

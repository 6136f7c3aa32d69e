package example

import (
	"fmt"
	"sync"
)

// The waiter of the first round may still be in Wait when the second round begins.
func badNextRound(names []string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		fmt.Println("first")
	}()
	go func() {
		wg.Wait()
		fmt.Println("first round over")
	}()
	wg.Add(1) // want "wg"
	go func() {
		defer wg.Done()
		fmt.Println(len(names))
	}()
	wg.Wait()
}

// Go begins a round like Add does.
func badGo(work func()) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(work)
	go func() {
		wg.Wait()
		close(done)
	}()
	wg.Go(work) // want "wg"
	<-done
}

// A loop in which each round waits in the background.
func badLoop(rounds int, work func()) {
	var wg sync.WaitGroup
	for range rounds {
		wg.Add(1) // want "wg"
		go func() {
			defer wg.Done()
			work()
		}()
		go func() {
			wg.Wait()
			fmt.Println("round over")
		}()
	}
}

// The waiter was started as a function.
func report(wg *sync.WaitGroup) {
	wg.Wait()
	fmt.Println("over")
}

func badFunction(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	go report(&wg)
	wg.Add(1) // want "wg"
	go func() {
		defer wg.Done()
		work()
	}()
}

// Rounds in one goroutine, separated by Wait.
func okRounds(rounds int, work func()) {
	var wg sync.WaitGroup
	for range rounds {
		for range 4 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				work()
			}()
		}
		wg.Wait()
	}
}

// Two rounds, one after the other.
func okTwoRounds(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
}

// All is counted before the waiter starts.
func okWaiterLast(names []string) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	<-done
}

// The waiter has told that it is through before the next round.
func okSignalled(work func()) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	go func() {
		wg.Wait()
		close(done)
	}()
	<-done
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
}

// A new group for each round.
func okFresh(rounds int, work func()) {
	for range rounds {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			work()
		}()
		go func() {
			wg.Wait()
			fmt.Println("round over")
		}()
	}
}

// The parent holds a count of its own until all are counted: the counter cannot reach zero in between.
func okHeldCount(names []string) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Add(1)
	go func() {
		wg.Wait()
		close(done)
	}()
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Done()
	<-done
}

// Two groups.
func okTwoGroups(work func()) {
	var first, second sync.WaitGroup
	first.Add(1)
	go func() {
		defer first.Done()
		work()
	}()
	go first.Wait()
	second.Add(1)
	go func() {
		defer second.Done()
		work()
	}()
	second.Wait()
}

// For audits only: the waiter first waits for what comes of all that is added.
func fpAcceptedFirst(n int, accept, dial func()) {
	var wg sync.WaitGroup
	go func() {
		for range n {
			accept()
		}
		wg.Wait()
	}()
	for range n {
		wg.Add(1) // want "may run while the Wait"
		go func() {
			defer wg.Done()
			dial()
		}()
	}
}

// Command f_ring_of_three moves jobs between three queues; whoever needs two of them locks in the order inbox,
// running, retry.
package main

import (
	"log"
	"sync"
	"time"
)

var (
	inboxMu   sync.Mutex
	inbox     = []string{"build"}
	runningMu sync.Mutex
	running   = []string{"test"}
	retryMu   sync.Mutex
	retry     = []string{"deploy"}
)

func shift(from, to *[]string) {
	if len(*from) == 0 {
		return
	}
	*to = append(*to, (*from)[0])
	*from = (*from)[1:]
}

// start takes a job from the inbox.
func start() {
	inboxMu.Lock()
	defer inboxMu.Unlock()
	time.Sleep(20 * time.Millisecond) // pick by priority
	runningMu.Lock()
	defer runningMu.Unlock()
	shift(&inbox, &running)
}

// fail marks a running job for another attempt.
func fail() {
	runningMu.Lock()
	defer runningMu.Unlock()
	time.Sleep(20 * time.Millisecond) // collect the logs
	retryMu.Lock()
	defer retryMu.Unlock()
	shift(&running, &retry)
}

// requeue sends a job back to the inbox.
func requeue() {
	inboxMu.Lock()
	defer inboxMu.Unlock()
	time.Sleep(20 * time.Millisecond) // compute the delay
	retryMu.Lock()
	defer retryMu.Unlock()
	shift(&retry, &inbox)
}

func main() {
	var wg sync.WaitGroup
	for _, step := range []func(){start, fail, requeue} {
		wg.Add(1)
		go func(step func()) {
			defer wg.Done()
			step()
		}(step)
	}
	wg.Wait()
	log.Print("one round done")
}

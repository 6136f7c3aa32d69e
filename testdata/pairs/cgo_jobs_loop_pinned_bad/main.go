// Command jobs runs each job on a locked thread, one after the other, in a few workers.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
)

// observe-expect: exit 3
// needs: LockOSThread, loop with continue, worker goroutine

type job struct {
	name string
	skip bool
}

func worker(jobs <-chan job, wg *sync.WaitGroup, done *[]string) {
	defer wg.Done()
	for j := range jobs {
		runtime.LockOSThread() // or "osthread-unbalanced"
		if j.skip {
			continue // want "osthread-unbalanced"
		}
		*done = append(*done, j.name)
		runtime.UnlockOSThread()
	}
	// Nobody else may use the thread of a goroutine that is still locked: it ends with it.
	if tid := syscall.Gettid(); pinned(tid) {
		fmt.Println("still locked to thread", tid)
		os.Exit(3)
	}
}

// pinned tells whether the calling goroutine comes back on the same thread each time although others run between.
func pinned(tid int) bool {
	stop := make(chan struct{})
	defer close(stop)
	for range 8 {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		}()
	}
	for range 400 {
		runtime.Gosched()
		if syscall.Gettid() != tid {
			return false
		}
	}
	return true
}

func main() {
	runtime.GOMAXPROCS(4)
	jobs := make(chan job, 4)
	var wg sync.WaitGroup
	var done []string
	wg.Add(1)
	go worker(jobs, &wg, &done)
	for _, j := range []job{{"a", false}, {"b", true}, {"c", false}} {
		jobs <- j
	}
	close(jobs)
	wg.Wait()
	fmt.Println(done)
}

// A scheduler survives jobs that panic, but the lock around the job stays taken.
// needs: panic and recover, stored callback, goroutine
package main

import (
	"fmt"
	"log"
	"os"
	"sync"
	"time"
)

type Job struct {
	Name string
	Run  func() error
}

type Scheduler struct {
	running sync.Mutex
	logger  *log.Logger
	done    map[string]int
}

func (s *Scheduler) exec(j Job) (err error) {
	s.running.Lock() // or "lock-not-released"
	err = j.Run()    // want "lock-not-released"
	if err == nil {
		s.done[j.Name]++
	}
	s.running.Unlock()
	return err
}

func (s *Scheduler) safely(j Job) {
	defer func() {
		if r := recover(); r != nil {
			s.logger.Printf("job %s: %v", j.Name, r)
		}
	}()
	if err := s.exec(j); err != nil { // or "lock-not-released"
		s.logger.Printf("job %s failed: %v", j.Name, err)
	}
}

func (s *Scheduler) Start(jobs ...Job) <-chan struct{} {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for _, j := range jobs {
			<-tick.C
			s.safely(j)
		}
	}()
	return finished
}

func main() {
	s := &Scheduler{logger: log.New(os.Stdout, "", 0), done: map[string]int{}}
	var weekly []int
	<-s.Start(
		Job{"report", func() error { return nil }},
		Job{"rotate", func() error {
			fmt.Println(weekly[len(s.done)])
			return nil
		}},
		Job{"report", func() error { return nil }},
	)
	fmt.Println(s.done["report"])
}

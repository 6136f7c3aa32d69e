// Command supervisor_restart_ring restarts workers that report a failure; workers ask for their next task.
package main

import (
	"fmt"
	"sync"
)

type failure struct {
	worker int
	cause  string
}

type Supervisor struct {
	tasks    chan int
	failures chan failure
	restarts int
	wg       sync.WaitGroup
}

func (s *Supervisor) worker(id int) {
	defer s.wg.Done()
	for t := range s.tasks {
		if t%3 == 0 {
			s.failures <- failure{id, fmt.Sprint("task ", t, " crashed")}
		}
	}
}

func (s *Supervisor) Run(n int) {
	for id := 0; id < 2; id++ {
		s.wg.Add(1)
		go s.worker(id)
	}
	go func() {
		for t := 1; t <= n; t++ {
			s.tasks <- t
		}
		close(s.tasks)
		s.wg.Wait()
		close(s.failures)
	}()
	for f := range s.failures {
		s.restarts++
		fmt.Println("restart", f.cause)
	}
}

func main() {
	s := &Supervisor{tasks: make(chan int), failures: make(chan failure)}
	s.Run(12)
	fmt.Println(s.restarts, "restarts")
}

// Command scheduler_stop_waits_in_job runs jobs at intervals; a job may decide that it is enough.
package main

import (
	"fmt"
	"time"
)

type Scheduler struct {
	jobs    []func()
	quit    chan struct{}
	stopped chan struct{}
}

func (s *Scheduler) Every(job func()) { s.jobs = append(s.jobs, job) }

func (s *Scheduler) Start(d time.Duration) {
	s.quit, s.stopped = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(s.stopped)
		for {
			select {
			case <-s.quit:
				return
			case <-time.After(d):
				for _, job := range s.jobs {
					job()
				}
			}
		}
	}()
}

func (s *Scheduler) Stop() {
	close(s.quit)
	<-s.stopped
}

func main() {
	var s Scheduler
	runs := 0
	s.Every(func() {
		if runs++; runs == 3 {
			go s.Stop()
		}
	})
	s.Start(time.Millisecond)
	<-s.stopped
	fmt.Println(runs, "runs")
}

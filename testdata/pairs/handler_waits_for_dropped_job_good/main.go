// Command handler_waits_for_dropped_job hands jobs of a web page to a worker with a short queue.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type job struct {
	size int
	done chan int
}

type site struct {
	queue chan job
}

func (s *site) work() {
	for j := range s.queue {
		time.Sleep(5 * time.Millisecond)
		j.done <- j.size * 2
	}
}

func (s *site) submit(size int) chan int {
	j := job{size, make(chan int, 1)}
	select {
	case s.queue <- j:
	default:
		j.done <- -1
	}
	return j.done
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := <-s.submit(len(r.URL.Path))
	if n < 0 {
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, n)
}

func main() {
	s := &site{queue: make(chan job, 1)}
	go s.work()
	var clients sync.WaitGroup
	for range 6 {
		clients.Add(1)
		answered := make(chan struct{})
		go func() {
			s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/page", nil))
			close(answered)
		}()
		go func() {
			defer clients.Done()
			select {
			case <-answered:
			case <-time.After(100 * time.Millisecond):
			}
		}()
	}
	clients.Wait()
	close(s.queue)
}

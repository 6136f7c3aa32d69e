// Command event_loop_own_buffer posts to itself through a list that it works off before it receives again.
package main

import "fmt"

type loop struct {
	in    chan int
	done  chan struct{}
	later []int
	sum   int
}

func (l *loop) post(n int) { l.later = append(l.later, n) }

func (l *loop) handle(n int) {
	l.sum += n
	if n > 1 {
		l.post(n / 2)
	}
}

func (l *loop) run() {
	defer close(l.done)
	for n := range l.in {
		l.handle(n)
		for len(l.later) > 0 {
			next := l.later[0]
			l.later = l.later[1:]
			l.handle(next)
		}
	}
}

// Stop is called by others only.
func (l *loop) Stop() int {
	close(l.in)
	<-l.done
	return l.sum
}

func main() {
	l := &loop{in: make(chan int), done: make(chan struct{})}
	go l.run()
	for _, n := range []int{4, 8, 1} {
		l.in <- n
	}
	fmt.Println(l.Stop())
}

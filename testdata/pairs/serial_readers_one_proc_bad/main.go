// Readers of serial lines sit in blocking read calls on one processor and are joined without a deadline.
// needs: syscall, GOMAXPROCS constant, WaitGroup
package main

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
)

type line struct {
	fds [2]int
	got int
}

func openLine() (*line, error) {
	l := &line{}
	if err := syscall.Pipe(l.fds[:]); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *line) poll(buf []byte) {
	n, err := syscall.Read(l.fds[0], buf) // want "blocking-syscall-low-gomaxprocs"
	if err == nil {
		l.got = n
	}
}

func main() {
	runtime.GOMAXPROCS(1) // or "blocking-syscall-low-gomaxprocs"
	var wg sync.WaitGroup
	var lines []*line
	for range 3 {
		l, err := openLine()
		if err != nil {
			panic(err)
		}
		lines = append(lines, l)
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.poll(make([]byte, 16))
		}()
	}
	for i, l := range lines {
		if i == 0 {
			syscall.Write(l.fds[1], []byte("hello"))
		}
	}
	wg.Wait() // or "blocking-syscall-low-gomaxprocs"
	fmt.Println(lines[0].got)
}

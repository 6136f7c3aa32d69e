//go:build linux

// Command a_cgo_wait watches two GPIO lines through a vendor's C function that returns at the next edge.
//
// A cgo call costs its goroutine a whole thread until C returns. With one P the others lose up to 10 ms at each such
// call until the monitor takes the P back; and since no edge ever comes here, the calls never return and Wait hangs.
package main

/*
#include <poll.h>
#include <unistd.h>

static int open_line(int *write_end) {
	int ends[2];
	if (pipe(ends) != 0) {
		return -1;
	}
	*write_end = ends[1];
	return ends[0];
}

// Sleeps until the line has an edge to report.
static int wait_for_edge(int line) {
	struct pollfd p = { .fd = line, .events = POLLIN };
	return poll(&p, 1, -1);
}
*/
import "C"

import (
	"errors"
	"log"
	"runtime"
	"sync"
)

// observe-expect: hang

var errLine = errors.New("gpio line cannot be opened")

type gpioLine struct {
	name  string
	read  C.int
	write C.int
	edges int
}

func openLine(name string) (*gpioLine, error) {
	line := &gpioLine{name: name}
	line.read = C.open_line(&line.write)
	if line.read < 0 {
		return nil, errLine
	}
	return line, nil
}

// watch counts one edge.
func (l *gpioLine) watch() {
	if C.wait_for_edge(l.read) > 0 { // want "blocking-syscall-low-gomaxprocs"
		l.edges++
	}
}

func main() {
	runtime.GOMAXPROCS(1)

	var wg sync.WaitGroup
	for _, name := range []string{"door", "fan"} {
		line, err := openLine(name)
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			line.watch()
			log.Printf("%s: %d edges", line.name, line.edges)
		}()
	}
	wg.Wait()
}

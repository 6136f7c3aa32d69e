//go:build linux

// Command a_cgo_wait watches two GPIO lines. The vendor's C code only opens a line; waiting for the edge is done in Go.
//
// The line's descriptor becomes a pollable os.File, so a watcher holds no thread, and a deadline bounds its wait.
package main

/*
#define _GNU_SOURCE // pipe2
#include <fcntl.h>
#include <unistd.h>

static int open_line(int *write_end) {
	int ends[2];
	if (pipe2(ends, O_NONBLOCK) != 0) {
		return -1;
	}
	*write_end = ends[1];
	return ends[0];
}
*/
import "C"

import (
	"errors"
	"log"
	"os"
	"runtime"
	"sync"
	"time"
)

var errLine = errors.New("gpio line cannot be opened")

type gpioLine struct {
	name  string
	edge  *os.File
	write C.int
	edges int
}

func openLine(name string) (*gpioLine, error) {
	line := &gpioLine{name: name}
	fd := C.open_line(&line.write)
	if fd < 0 {
		return nil, errLine
	}
	line.edge = os.NewFile(uintptr(fd), name)
	return line, nil
}

// watch counts one edge, or gives up after the patience has run out.
func (l *gpioLine) watch(patience time.Duration) error {
	if err := l.edge.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	var event [16]byte
	if _, err := l.edge.Read(event[:]); err != nil {
		return err
	}
	l.edges++
	return nil
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
			err := line.watch(100 * time.Millisecond)
			log.Printf("%s: %d edges (%v)", line.name, line.edges, err)
		}()
	}
	wg.Wait()
}

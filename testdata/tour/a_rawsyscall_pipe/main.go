//go:build linux

// Command a_rawsyscall_pipe hands jobs from a feeder to a consumer over a pipe, "without the overhead of os.File".
//
// RawSyscall does not tell the scheduler that it may block. The consumer therefore keeps the only P while it sleeps in
// read(2), the feeder never gets to run, and nothing in the process moves again, the garbage collector included.
package main

import (
	"fmt"
	"log"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// observe-expect: hang

type jobPipe struct {
	reader, writer int
}

func openJobPipe() (*jobPipe, error) {
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		return nil, fmt.Errorf("job pipe: %w", err)
	}
	return &jobPipe{reader: ends[0], writer: ends[1]}, nil
}

// next reads the number of the next job.
func (p *jobPipe) next() (byte, error) {
	var job [1]byte
	n, _, errno := syscall.RawSyscall(syscall.SYS_READ, uintptr(p.reader), uintptr(unsafe.Pointer(&job[0])), 1) // want "blocking-syscall-low-gomaxprocs"
	if errno != 0 {
		return 0, errno
	}
	if n == 0 {
		return 0, fmt.Errorf("job pipe closed")
	}
	return job[0], nil
}

// submit queues one job.
func (p *jobPipe) submit(job byte) error {
	_, err := syscall.Write(p.writer, []byte{job})
	return err
}

func main() {
	runtime.GOMAXPROCS(1)
	pipe, err := openJobPipe()
	if err != nil {
		log.Fatal(err)
	}

	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		time.Sleep(50 * time.Millisecond) // the first job needs a moment to be prepared
		if err := pipe.submit(7); err != nil {
			log.Print(err)
		}
	}()
	go func() {
		defer wg.Done()
		job, err := pipe.next()
		log.Print("took job ", job, " ", err)
	}()
	wg.Wait()
}

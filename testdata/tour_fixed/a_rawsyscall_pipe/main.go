//go:build linux

// Command a_rawsyscall_pipe hands jobs from a feeder to a consumer over a pipe.
//
// os.Pipe puts both ends into the runtime's poller: a goroutine that waits for a job holds neither a P nor a thread,
// and the read deadline bounds the wait for a feeder that died.
package main

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"sync"
	"time"
)

type jobPipe struct {
	reader, writer *os.File
}

func openJobPipe() (*jobPipe, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("job pipe: %w", err)
	}
	return &jobPipe{reader: reader, writer: writer}, nil
}

// next reads the number of the next job.
func (p *jobPipe) next(patience time.Duration) (byte, error) {
	if err := p.reader.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	var job [1]byte
	if _, err := p.reader.Read(job[:]); err != nil {
		return 0, fmt.Errorf("next job: %w", err)
	}
	return job[0], nil
}

// submit queues one job.
func (p *jobPipe) submit(job byte) error {
	_, err := p.writer.Write([]byte{job})
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
		job, err := pipe.next(time.Second)
		log.Print("took job ", job, " ", err)
	}()
	wg.Wait()
}

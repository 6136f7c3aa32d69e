//go:build linux

// Command a_fifo_read is a log shipper: local services write into two named pipes, it forwards the lines.
//
// The pipes are opened through package syscall, in blocking mode. os.NewFile leaves such a descriptor out of the
// poller, so each Read keeps a thread inside the kernel until a service writes. Nothing here sets a deadline, no
// service is running, and Wait waits for both readers.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// observe-expect: hang

type source struct {
	name string
	file *os.File
}

func openSource(dir, name string) (*source, error) {
	path := filepath.Join(dir, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		return nil, fmt.Errorf("make %s: %w", path, err)
	}
	// Read and write, so that the pipe never reports end of file between two services.
	fd, err := syscall.Open(path, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &source{name: name, file: os.NewFile(uintptr(fd), path)}, nil
}

// forward ships one record.
func (s *source) forward() error {
	record := make([]byte, 4096)
	n, err := s.file.Read(record) // want "blocking-syscall-low-gomaxprocs"
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(record[:n])
	return err
}

func main() {
	runtime.GOMAXPROCS(1)
	dir, err := os.MkdirTemp("", "shipper-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	var wg sync.WaitGroup
	for _, name := range []string{"audit", "access"} {
		src, err := openSource(dir, name)
		if err != nil {
			log.Print(err)
			return
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := src.forward(); err != nil {
				log.Printf("%s: %v", src.name, err)
			}
		}()
	}
	wg.Wait()
}

//go:build linux

// Command a_fifo_read is a log shipper: local services write into two named pipes, it forwards the lines.
//
// os.OpenFile opens the pipes for the poller (non-blocking), so a waiting reader holds no thread; when the context
// ends, a deadline in the past wakes it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

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
	file, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &source{name: name, file: file}, nil
}

// forward ships one record, or returns when ctx has ended.
func (s *source) forward(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { s.file.SetReadDeadline(time.Now()) })
	defer stop()

	record := make([]byte, 4096)
	n, err := s.file.Read(record)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(record[:n])
	return err
}

func main() {
	runtime.GOMAXPROCS(1)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	dir, err := os.MkdirTemp("", "shipper-")
	if err != nil {
		log.Print(err)
		return
	}
	defer os.RemoveAll(dir)

	var wg sync.WaitGroup
	for _, name := range []string{"audit", "access"} {
		src, err := openSource(dir, name)
		if err != nil {
			log.Print(err)
			break
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := src.forward(ctx); err != nil {
				log.Printf("%s: %v", src.name, err)
			}
		}()
	}
	wg.Wait()
}

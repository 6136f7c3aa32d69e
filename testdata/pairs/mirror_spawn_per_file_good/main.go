// Command mirror_spawn_per_file hashes every file of a tree, each in a goroutine of its own.
// observe-threads: 60
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

type mirror struct {
	root string
	mu   sync.Mutex
	sums map[string]int
}

func (m *mirror) sum(name string) {
	fd, err := syscall.Open(name, syscall.O_RDONLY, 0)
	if err != nil {
		return
	}
	defer syscall.Close(fd)
	buf := make([]byte, 64)
	n, _ := syscall.Read(fd, buf)
	m.mu.Lock()
	m.sums[name] = n
	m.mu.Unlock()
}

func (m *mirror) scan(names []string) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, name := range names {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			m.sum(name)
		}()
	}
	wg.Wait()
}

func main() {
	dir, err := os.MkdirTemp("", "mirror")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	var names []string
	for i := range 120 {
		name := filepath.Join(dir, fmt.Sprint("f", i))
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			panic(err)
		}
		names = append(names, name)
	}
	go func() {
		for _, name := range names {
			w, err := os.OpenFile(name, os.O_WRONLY, 0)
			if err != nil {
				return
			}
			w.WriteString("content")
			w.Close()
		}
	}()
	m := &mirror{root: dir, sums: map[string]int{}}
	m.scan(names)
	fmt.Println(len(m.sums), "files")
}

// Command checksums adds up files, as many at once as there are workers.
//
// needs: worker pool, continue without a result, counted receives, parameters
package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log"
)

type file struct {
	name string
	data []byte
}

func (f file) read() ([]byte, error) {
	if len(f.data) == 0 {
		return nil, errors.New("empty file")
	}
	return f.data, nil
}

type sum struct {
	name string
	crc  uint32
}

func worker(files <-chan file, sums chan<- sum) {
	for f := range files {
		b, err := f.read()
		if err != nil {
			log.Printf("%s: %v", f.name, err)
			continue // or "receive-without-sender"
		}
		sums <- sum{f.name, crc32.ChecksumIEEE(b)}
	}
}

func checksums(all []file, workers int) map[string]uint32 {
	files := make(chan file, len(all))
	sums := make(chan sum, len(all))
	for range workers {
		go worker(files, sums)
	}
	for _, f := range all {
		files <- f
	}
	close(files)

	result := make(map[string]uint32)
	for range all {
		s := <-sums // want "receive-without-sender"
		result[s.name] = s.crc
	}
	return result
}

func main() {
	log.SetOutput(io.Discard)
	fmt.Println(len(checksums([]file{
		{"a", []byte("alpha")},
		{"b", nil},
		{"c", []byte("gamma")},
	}, 2)))
}

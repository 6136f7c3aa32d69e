// Command archive_walker_result_chan looks for the first large file of a tree that another goroutine walks.
package main

// needs: filepath walk, channel, early return of the consumer

// observe-expect: leak

import (
	"fmt"
	"io/fs"
	"testing/fstest"
)

type entry struct {
	path string
	size int64
}

func walk(fsys fs.FS) (<-chan entry, <-chan error) {
	entries, errc := make(chan entry), make(chan error, 1)
	go func() { // or "send-without-receiver|goroutine-leak-on-early-return"
		defer close(entries)
		errc <- fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			entries <- entry{p, info.Size()} // want "send-without-receiver|goroutine-leak-on-early-return"
			return nil
		})
	}()
	return entries, errc
}

func firstLarge(fsys fs.FS, limit int64) (string, error) {
	entries, errc := walk(fsys)
	for e := range entries {
		if e.size >= limit {
			return e.path, nil // or "send-without-receiver|goroutine-leak-on-early-return"
		}
	}
	return "", <-errc
}

func main() {
	tree := fstest.MapFS{
		"a/small": {Data: []byte("x")},
		"b/large": {Data: make([]byte, 4096)},
		"c/other": {Data: []byte("y")},
	}
	fmt.Println(firstLarge(tree, 1<<20))
	fmt.Println(firstLarge(tree, 4000))
}

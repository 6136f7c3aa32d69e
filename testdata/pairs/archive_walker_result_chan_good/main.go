// Command archive_walker_result_chan looks for the first large file of a tree that another goroutine walks.
package main

import (
	"fmt"
	"io/fs"
	"testing/fstest"
)

type entry struct {
	path string
	size int64
}

func walk(done <-chan struct{}, fsys fs.FS) (<-chan entry, <-chan error) {
	entries, errc := make(chan entry), make(chan error, 1)
	go func() {
		defer close(entries)
		errc <- fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			select {
			case entries <- entry{p, info.Size()}:
				return nil
			case <-done:
				return fs.SkipAll
			}
		})
	}()
	return entries, errc
}

func firstLarge(fsys fs.FS, limit int64) (string, error) {
	done := make(chan struct{})
	defer close(done)
	entries, errc := walk(done, fsys)
	for e := range entries {
		if e.size >= limit {
			return e.path, nil
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

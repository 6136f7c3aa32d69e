// Command parent_and_child_locks always locks a folder before the folders in it.
package main

import (
	"fmt"
	"sync"
)

type folder struct {
	mu    sync.Mutex
	files int
	below []*folder
}

func (f *folder) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.files
	for _, b := range f.below {
		n += b.count()
	}
	return n
}

func main() {
	root := &folder{files: 1, below: []*folder{{files: 2}, {files: 3, below: []*folder{{files: 4}}}}}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { fmt.Println(root.count()) })
	}
	both.Wait()
}

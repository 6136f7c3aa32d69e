// Command g_group_chain indexes folders: one goroutine per folder waits for a group of its own, whose workers send what they
// found on a channel that is drained only when all folders are done.
package main

import (
	"fmt"
	"sync"
)

// observe-expect: asleep

type entry struct {
	folder, file string
	size         int
}

// measure sends one file's entry.
func measure(folder, file string, found chan<- entry, files *sync.WaitGroup) {
	defer files.Done()
	found <- entry{folder, file, len(folder) + len(file)}
}

// index waits for the files of one folder.
func index(folder string, names []string, found chan<- entry) {
	var files sync.WaitGroup
	for _, name := range names {
		files.Add(1)
		go measure(folder, name, found, &files)
	}
	files.Wait()
}

func main() {
	folders := map[string][]string{"src": {"main.go", "store.go"}, "docs": {"index.md"}}
	found := make(chan entry)

	var all sync.WaitGroup
	for folder, names := range folders {
		all.Add(1)
		go func() {
			defer all.Done()
			index(folder, names, found)
		}()
	}
	all.Wait() // want "waitgroup-wait-cycle"
	close(found)

	total := 0
	for e := range found {
		total += e.size
	}
	fmt.Println("indexed", total)
}

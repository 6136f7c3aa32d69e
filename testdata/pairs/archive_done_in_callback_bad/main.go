// Command archive_done_in_callback archives files; the callback that counts them down runs only for those that fit.
package main

// needs: parameter, closure, stored callback

import (
	"fmt"
	"sync"
)

type file struct {
	name string
	size int
}

type archiver struct {
	limit    int
	finished func(file)
}

func (a *archiver) store(f file) {
	if f.size > a.limit {
		fmt.Println("too large:", f.name)
		return // or "waitgroup-missing-done"
	}
	fmt.Println("stored", f.name)
	a.finished(f)
}

func archive(files []file) {
	var open sync.WaitGroup
	a := &archiver{limit: 100, finished: func(file) { open.Done() }}
	for _, f := range files {
		open.Add(1)   // want "waitgroup-missing-done"
		go a.store(f) // or "waitgroup-missing-done"
	}
	open.Wait() // or "waitgroup-missing-done"
}

func main() {
	archive([]file{{"a.txt", 10}, {"b.iso", 700}, {"c.txt", 99}})
}

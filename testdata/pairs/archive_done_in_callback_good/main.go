// Command archive_done_in_callback archives files; the callback that counts them down runs only for those that fit.
package main

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
		a.finished(f)
		return
	}
	fmt.Println("stored", f.name)
	a.finished(f)
}

func archive(files []file) {
	var open sync.WaitGroup
	a := &archiver{limit: 100, finished: func(file) { open.Done() }}
	for _, f := range files {
		open.Add(1)
		go a.store(f)
	}
	open.Wait()
}

func main() {
	archive([]file{{"a.txt", 10}, {"b.iso", 700}, {"c.txt", 99}})
}

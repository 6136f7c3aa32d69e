// A document is opened for reading or writing, and both ways are closed like a write.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type mode bool

const (
	readOnly  mode = false
	readWrite mode = true
)

type document struct {
	*sync.RWMutex
	lines []string
}

func (d *document) with(m mode, do func([]string) []string) {
	if m == readWrite {
		d.Lock()
		defer d.Unlock()
		d.lines = do(d.lines)
		return
	}
	d.RLock()
	defer d.RUnlock()
	do(append([]string(nil), d.lines...))
}

func main() {
	d := &document{RWMutex: new(sync.RWMutex)}
	d.with(readWrite, func(l []string) []string { return append(l, "hello", "world") })
	d.with(readOnly, func(l []string) []string {
		fmt.Println(strings.Join(l, " "))
		return nil
	})
}

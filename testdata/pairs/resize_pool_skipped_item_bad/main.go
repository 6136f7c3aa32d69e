// Every submitted image counts once, but a worker that meets an unknown format goes on to the next without counting it down.
// needs: WaitGroup in a field, loop with continue, method value, switch
package main

import (
	"fmt"
	"path"
	"strings"
	"sync"
)

type pool struct {
	pending sync.WaitGroup
	in      chan string
	mu      sync.Mutex
	sizes   map[string]int
}

func newPool(workers int) *pool {
	p := &pool{in: make(chan string), sizes: map[string]int{}}
	run := p.work
	for i := 0; i < workers; i++ {
		go run()
	}
	return p
}

func (p *pool) submit(name string) {
	p.pending.Add(1) // or "waitgroup-missing-done"
	p.in <- name
}

func (p *pool) work() {
	for name := range p.in {
		var size int
		switch ext := path.Ext(name); strings.ToLower(ext) {
		case ".png", ".gif":
			size = len(name) * 3
		case ".jpg", ".jpeg":
			size = len(name) * 2
		default:
			fmt.Println("unknown format", ext)
			continue // want "waitgroup-missing-done"
		}
		p.mu.Lock()
		p.sizes[name] = size
		p.mu.Unlock()
		p.pending.Done()
	}
}

func (p *pool) finish() map[string]int {
	p.pending.Wait() // or "waitgroup-missing-done"
	close(p.in)
	return p.sizes
}

func main() {
	p := newPool(3)
	for _, n := range []string{"a.png", "b.jpg", "c.tiff", "d.gif"} {
		p.submit(n)
	}
	fmt.Println(len(p.finish()))
}

// Command importer_add_then_continue imports feeds in parallel, those that are enabled.
package main

// needs: loop, continue, closure

import (
	"fmt"
	"strings"
	"sync"
)

type feed struct {
	url     string
	enabled bool
}

type importer struct {
	sync.WaitGroup
	lock  sync.Mutex
	items int
}

func (im *importer) fetch(f feed) {
	defer im.Done()
	n := strings.Count(f.url, "/")
	im.lock.Lock()
	defer im.lock.Unlock()
	im.items += n
}

func (im *importer) all(feeds []feed) int {
	for _, f := range feeds {
		im.Add(1) // or "waitgroup-missing-done"
		if !f.enabled {
			continue // want "waitgroup-missing-done"
		}
		go im.fetch(f)
	}
	im.Wait() // or "waitgroup-missing-done"
	return im.items
}

func main() {
	var im importer
	fmt.Println(im.all([]feed{{"http://a/x/y", true}, {"http://b/z", true}}))
	fmt.Println(im.all([]feed{{"http://c/x", true}, {"http://d", false}}))
}

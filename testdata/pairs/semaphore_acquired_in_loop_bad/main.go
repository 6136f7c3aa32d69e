// Command semaphore_acquired_in_loop resizes pictures with a channel of slots; some files are skipped.
package main

// needs: semaphore channel, loop with continue, closure

import (
	"fmt"
	"path"
	"sync"
)

type resizer struct {
	slots chan struct{}
	wg    sync.WaitGroup
	mu    sync.Mutex
	done  []string
}

func (r *resizer) resize(files []string) {
	for _, f := range files {
		r.slots <- struct{}{} // or "semaphore-not-released"
		if path.Ext(f) != ".png" {
			continue // want "semaphore-not-released"
		}
		r.wg.Add(1)
		go func(name string) {
			defer func() {
				<-r.slots
				r.wg.Done()
			}()
			r.mu.Lock()
			r.done = append(r.done, name)
			r.mu.Unlock()
		}(f)
	}
	r.wg.Wait()
}

func main() {
	r := &resizer{slots: make(chan struct{}, 2)}
	r.resize([]string{"a.png", "notes.txt", "b.png", "readme.md", "c.png"})
	fmt.Println(len(r.done))
}

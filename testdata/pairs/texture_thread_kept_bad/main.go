// Command texture uploads textures; each upload is pinned to its thread, as the driver wants.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// observe-threads: 32
// observe-expect: fatal
// needs: LockOSThread, helper, early return, worker goes on

type driver struct {
	mu  sync.Mutex
	ids []int
}

func (d *driver) upload(id int) error {
	runtime.LockOSThread() // or "osthread-unbalanced"
	if id%2 == 1 {
		return errors.New("odd texture") // want "osthread-unbalanced"
	}
	d.mu.Lock()
	d.ids = append(d.ids, id)
	d.mu.Unlock()
	runtime.UnlockOSThread()
	return nil
}

func worker(d *driver, id int, failed chan<- int, quit <-chan struct{}) {
	if err := d.upload(id); err != nil {
		failed <- id
	} else {
		failed <- -1
	}
	<-quit
}

func main() {
	d := &driver{}
	failed := make(chan int)
	quit := make(chan struct{})
	for id := range 120 {
		go worker(d, id, failed, quit)
	}
	bad := 0
	for range 120 {
		if id := <-failed; id >= 0 {
			bad++
		}
	}
	close(quit)
	fmt.Println(len(d.ids), "uploaded,", bad, "refused")
}

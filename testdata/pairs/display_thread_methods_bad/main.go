//go:build linux

// Command display_thread_methods draws frames with a context that is bound to a thread; begin and end live in methods.
package main

// needs: calls that lock and unlock

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// observe-expect: exit 3

var errNoSurface = errors.New("surface is gone")

type glContext struct {
	current bool
	frames  int
}

func (c *glContext) makeCurrent() {
	runtime.LockOSThread()
	c.current = true
}

func (c *glContext) release() {
	c.current = false
	runtime.UnlockOSThread()
}

func (c *glContext) draw(surface int) error {
	if surface%2 == 1 {
		return fmt.Errorf("frame %d: %w", c.frames, errNoSurface)
	}
	c.frames++
	return nil
}

type window struct {
	gl glContext
}

func (w *window) redraw(surface int) error {
	w.gl.makeCurrent()
	if err := w.gl.draw(surface); err != nil {
		return err // want "osthread-unbalanced"
	}
	w.gl.release()
	return nil
}

func main() {
	const windows = 150
	var drawn sync.WaitGroup
	quit := make(chan struct{})
	defer close(quit)
	for i := range windows {
		drawn.Add(1)
		go func() {
			w := &window{}
			if err := w.redraw(2*i + 1); err != nil {
				time.Sleep(time.Millisecond) // retry later
			}
			drawn.Done()
			<-quit // wait for the next event
		}()
	}
	drawn.Wait()
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		fmt.Println(err)
		return
	}
	if len(threads) > windows/2 {
		fmt.Printf("%d threads for %d waiting windows\n", len(threads), windows)
		os.Exit(3)
	}
}

//go:build linux

// Command d_osthread_unlock_skipped draws map tiles with a library that keeps its state in the calling thread.
//
// The unlock is deferred, so every way out of render gives the thread back.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"sync"
	"time"
)

var errOutside = errors.New("tile lies outside the map")

type canvas struct {
	pixels [256]byte
}

// begin and finish stand for the calls into the drawing library.
func (c *canvas) begin(zoom int) { c.pixels[0] = byte(zoom) }
func (c *canvas) finish() int    { return int(c.pixels[0]) }

type tile struct{ zoom, x, y int }

// render draws one tile on a locked thread.
func render(t tile) (int, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var surface canvas
	surface.begin(t.zoom)
	if limit := 1 << t.zoom; t.x >= limit || t.y >= limit {
		return 0, fmt.Errorf("%d/%d/%d: %w", t.zoom, t.x, t.y, errOutside)
	}
	return surface.finish(), nil
}

func work(tiles <-chan tile, drawn *sync.WaitGroup) {
	for t := range tiles {
		if _, err := render(t); err != nil {
			time.Sleep(time.Millisecond) // the caller backs off before it asks again
		}
		drawn.Done()
	}
}

func threads() int {
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		log.Fatal(err)
	}
	return len(tasks)
}

func main() {
	const workers = 200
	tiles := make(chan tile)
	var drawn sync.WaitGroup
	for range workers {
		go work(tiles, &drawn)
	}
	for i := range 4 * workers {
		drawn.Add(1)
		tiles <- tile{zoom: 2, x: i % 8, y: 1}
	}
	drawn.Wait()
	close(tiles)

	if n := threads(); n > workers/2 {
		log.Printf("%d threads for %d idle workers", n, workers)
		os.Exit(3)
	}
}

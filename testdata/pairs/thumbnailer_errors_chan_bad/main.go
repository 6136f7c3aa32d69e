// Command thumbnailer_errors_chan scales pictures in parallel and gives up at the first failure.
package main

// needs: local channel, early return on error

// observe-expect: leak

import (
	"errors"
	"fmt"
	"path"
)

var errFormat = errors.New("format not supported")

func scale(name string, width int) error {
	switch path.Ext(name) {
	case ".jpg", ".png":
		return nil
	}
	return fmt.Errorf("%s to %d px: %w", name, width, errFormat)
}

func scaleAll(names []string, width int) error {
	errs := make(chan error)
	for i := range names {
		go func(name string) { errs <- scale(name, width) }(names[i]) // want "goroutine-leak-on-early-return|send-without-receiver"
	}
	for range names {
		if err := <-errs; err != nil {
			return err // or "goroutine-leak-on-early-return|send-without-receiver"
		}
	}
	return nil
}

func main() {
	albums := [][]string{
		{"sea.jpg", "beach.png"},
		{"plan.svg", "roof.jpg", "door.png", "note.txt"},
		{"cat.jpg", "cat.bmp", "cat.png"},
	}
	for _, album := range albums {
		if err := scaleAll(album, 120); err != nil {
			fmt.Println("failed:", err)
			continue
		}
		fmt.Println("scaled", len(album))
	}
}

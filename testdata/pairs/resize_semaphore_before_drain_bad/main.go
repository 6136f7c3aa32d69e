// needs: semaphore, results channel, acquire in the spawning loop, closure
package main

import (
	"fmt"
	"runtime"
)

type image struct{ name string }

type thumb struct {
	of   string
	size int
}

func resize(im image) thumb { return thumb{of: im.name, size: len(im.name) * 16} }

// resizeAll makes a thumbnail of every image, with at most limit at work.
func resizeAll(images []image, limit int) []thumb {
	sem := make(chan struct{}, limit)
	results := make(chan thumb)
	for _, im := range images {
		sem <- struct{}{} // or "channel-wait-cycle|send-without-receiver|semaphore-not-released"
		go func(im image) {
			defer func() { <-sem }()
			results <- resize(im) // want "channel-wait-cycle|send-without-receiver"
		}(im)
	}
	thumbs := make([]thumb, 0, len(images))
	for range images {
		thumbs = append(thumbs, <-results)
	}
	return thumbs
}

func main() {
	var images []image
	for i := 0; i < 10; i++ {
		images = append(images, image{fmt.Sprintf("img%02d.png", i)})
	}
	runtime.Gosched()
	fmt.Println(len(resizeAll(images, 3)))
}

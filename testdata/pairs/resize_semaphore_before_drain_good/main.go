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
		go func(im image) {
			sem <- struct{}{}
			defer func() { <-sem }()
			results <- resize(im)
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

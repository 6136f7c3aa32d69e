// needs: two channels, worker pool, ring, parameter
package main

import (
	"fmt"
	"sync"
)

type graph map[string][]string

var site = graph{
	"/":  {"/a", "/b", "/c", "/d"},
	"/a": {"/", "/e", "/f"},
	"/b": {"/g", "/h"},
	"/c": {"/"},
	"/d": {"/i", "/a"},
}

func worker(g graph, todo <-chan string, found chan<- []string) {
	for url := range todo {
		found <- g[url] // or "channel-wait-cycle|send-without-receiver"
	}
}

func crawl(g graph, start string, workers int) int {
	todo := make(chan string)
	found := make(chan []string)
	var wg sync.WaitGroup
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			worker(g, todo, found)
		}()
	}

	seen := map[string]bool{start: true}
	pending := 1
	todo <- start
	for pending > 0 {
		links := <-found
		pending--
		for _, l := range links {
			if seen[l] {
				continue
			}
			seen[l] = true
			pending++
			todo <- l // want "channel-wait-cycle"
		}
	}
	close(todo)
	wg.Wait()
	return len(seen)
}

func main() {
	fmt.Println(crawl(site, "/", 2))
}

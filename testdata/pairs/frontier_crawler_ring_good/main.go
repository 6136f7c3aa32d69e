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
		found <- g[url]
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
	queue := []string{start}
	busy := 0
	for busy > 0 || len(queue) > 0 {
		var out chan<- string
		var next string
		if len(queue) > 0 {
			out, next = todo, queue[0]
		}
		select {
		case out <- next:
			queue = queue[1:]
			busy++
		case links := <-found:
			busy--
			for _, l := range links {
				if !seen[l] {
					seen[l] = true
					queue = append(queue, l)
				}
			}
		}
	}
	close(todo)
	wg.Wait()
	return len(seen)
}

func main() {
	fmt.Println(crawl(site, "/", 2))
}

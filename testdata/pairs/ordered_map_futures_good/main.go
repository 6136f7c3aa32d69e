package main

import (
	"fmt"
	"strings"
)

type page struct {
	url  string
	body string
	err  error
}

func fetch(url string) page {
	if strings.HasSuffix(url, "/404") {
		return page{url: url, err: fmt.Errorf("not found: %s", url)}
	}
	return page{url: url, body: strings.Repeat("x", len(url))}
}

// crawl fetches at most width pages at once and hands them to each in the order of urls.
func crawl(urls []string, width int, each func(page)) error {
	queue := make(chan chan page, width)
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		defer close(queue)
		for _, u := range urls {
			slot := make(chan page, 1)
			select {
			case queue <- slot:
			case <-quit:
				return
			}
			go func() { slot <- fetch(u) }()
		}
	}()
	for slot := range queue {
		p := <-slot
		if p.err != nil {
			return p.err
		}
		each(p)
	}
	return nil
}

func main() {
	urls := []string{"/a", "/bb", "/404", "/c", "/dd", "/ee", "/ff"}
	err := crawl(urls, 2, func(p page) { fmt.Println(p.url, len(p.body)) })
	fmt.Println("err:", err)
}

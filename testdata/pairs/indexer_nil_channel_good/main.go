// Command indexer_nil_channel feeds documents to an indexer.
package main

import (
	"fmt"
	"strings"
)

type indexer struct {
	documents chan string
	done      chan struct{}
	words     int
}

func newIndexer() *indexer {
	x := &indexer{documents: make(chan string), done: make(chan struct{})}
	go x.loop()
	return x
}

func (x *indexer) loop() {
	defer close(x.done)
	for document := range x.documents {
		x.words += len(strings.Fields(document))
	}
}

func (x *indexer) add(document string) {
	x.documents <- document
}

func (x *indexer) finish() int {
	close(x.documents)
	<-x.done
	return x.words
}

func main() {
	x := newIndexer()
	x.add("the quick brown fox")
	fmt.Println(x.finish(), "words")
}

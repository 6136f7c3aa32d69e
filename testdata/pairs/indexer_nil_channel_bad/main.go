// Command indexer_nil_channel feeds documents to an indexer.
package main

// needs: channel in a field

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
	x := &indexer{done: make(chan struct{})}
	go x.loop()
	return x
}

func (x *indexer) loop() {
	defer close(x.done)
	for document := range x.documents { // or "nil-channel"
		x.words += len(strings.Fields(document))
	}
}

func (x *indexer) add(document string) {
	x.documents <- document // want "nil-channel"
}

func (x *indexer) finish() int {
	close(x.documents) // or "nil-channel"
	<-x.done
	return x.words
}

func main() {
	x := newIndexer()
	x.add("the quick brown fox")
	fmt.Println(x.finish(), "words")
}

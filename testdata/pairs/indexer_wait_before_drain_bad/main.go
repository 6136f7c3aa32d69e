// Command indexer_wait_before_drain splits documents among workers; their postings go through a small channel.
package main

// needs: across bodies, channel parameter, WaitGroup

import (
	"fmt"
	"strings"
	"sync"
)

type posting struct {
	word string
	doc  int
}

type indexer struct{ index map[string][]int }

func tokenize(doc int, text string, out chan<- posting, wg *sync.WaitGroup) {
	defer wg.Done()
	for word := range strings.FieldsSeq(text) {
		out <- posting{word, doc} // or "waitgroup-wait-cycle|mixed-wait-cycle"
	}
}

func (x *indexer) build(docs []string) {
	out := make(chan posting, 2)
	var wg sync.WaitGroup
	wg.Add(len(docs))
	for i, text := range docs {
		go tokenize(i, text, out, &wg)
	}
	wg.Wait() // want "waitgroup-wait-cycle|mixed-wait-cycle"
	close(out)
	x.collect(out)
}

func (x *indexer) collect(in <-chan posting) {
	for p := range in {
		x.index[p.word] = append(x.index[p.word], p.doc)
	}
}

func main() {
	x := &indexer{index: map[string][]int{}}
	x.build([]string{"to be or not", "be quick", "or else"})
	fmt.Println(len(x.index["be"]), len(x.index))
}

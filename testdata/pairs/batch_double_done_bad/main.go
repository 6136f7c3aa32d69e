// Command batch_double_done imports batches; a failed batch is reported by its own path.
package main

// needs: call

import (
	"errors"
	"log"
	"sync"
)

// observe-expect: panic

var errEmpty = errors.New("batch is empty")

type importer struct {
	pending sync.WaitGroup
	failed  chan error
}

func (i *importer) fail(err error) {
	i.failed <- err
	i.pending.Done() // want "waitgroup-negative-counter"
}

func (i *importer) run(rows []string) {
	defer i.pending.Done()
	if len(rows) == 0 {
		i.fail(errEmpty)
		return
	}
	log.Printf("imported %d rows", len(rows))
}

func main() {
	i := &importer{failed: make(chan error, 2)}
	for _, rows := range [][]string{{}, {}} {
		i.pending.Add(1)
		i.run(rows)
	}
	i.pending.Wait()
	log.Printf("%d batches failed", len(i.failed))
}

// Command stringer_under_lock_log logs a queue while it holds the queue's lock.
package main

// needs: library callback, embedding, cross-package

import (
	"fmt"
	"log"
	"os"

	"example.com/pairs/stringer_under_lock_log_bad/queue"
)

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	q := queue.New(2)
	for i := range 3 {
		if !q.Offer(fmt.Sprint("job", i)) {
			log.Print("refused: ", q)
		}
	}
}

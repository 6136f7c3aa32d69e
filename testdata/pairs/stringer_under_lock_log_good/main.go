// Command stringer_under_lock_log logs a queue while it holds the queue's lock.
package main

import (
	"fmt"
	"log"
	"os"

	"example.com/pairs/stringer_under_lock_log_good/queue"
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

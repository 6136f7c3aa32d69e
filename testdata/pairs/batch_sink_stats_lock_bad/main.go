// needs: cross-package, lock, channel in a field, method of the consumer
package main

import (
	"fmt"

	"example.com/pairs/batch_sink_stats_lock_bad/sink"
)

func main() {
	s := sink.New(3)
	for i := range 20 {
		s.Add(fmt.Sprintf("line %d", i))
	}
	fmt.Println(s.Close())
}

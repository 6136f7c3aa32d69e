package main

import (
	"fmt"

	"example.com/pairs/batch_sink_stats_lock_good/sink"
)

func main() {
	s := sink.New(3)
	for i := range 20 {
		s.Add(fmt.Sprintf("line %d", i))
	}
	fmt.Println(s.Close())
}

// Command cluster_rebalance_deep moves shards between nodes; the membership is asked on the way down.
package main

// needs: depth 5, cross-package, embedding

import (
	"fmt"

	"example.com/pairs/cluster_rebalance_deep_bad/cluster"
)

func main() {
	c := cluster.New("a", "b", "c")
	for shard := range 9 {
		c.Place(shard)
	}
	fmt.Println(c.Leave("b"))
	fmt.Println(c.Members())
}

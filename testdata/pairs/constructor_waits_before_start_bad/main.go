// needs: cross-package, functional options, constructor waits for a goroutine that is not started yet
package main

import (
	"fmt"

	"example.com/pairs/constructor_waits_before_start_bad/node"
)

func main() {
	n := node.New(node.WithName("n1"), node.WithPeers("n2", "n3"))
	defer n.Close()
	fmt.Println(n.Name(), n.Members())
}

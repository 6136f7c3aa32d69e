package main

import (
	"fmt"

	"example.com/pairs/constructor_waits_before_start_good/node"
)

func main() {
	n := node.New(node.WithName("n1"), node.WithPeers("n2", "n3"))
	defer n.Close()
	fmt.Println(n.Name(), n.Members())
}

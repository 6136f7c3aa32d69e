// Command agent runs loops that end with the agent's context.
package main

import (
	"context"
	"fmt"

	"example.com/pairs/agent_stop_forgets_cancel_good/agent"
)

func main() {
	a := agent.New(context.Background(), agent.WithLoops(2))
	a.Start()
	fmt.Println(a.Stop())
}

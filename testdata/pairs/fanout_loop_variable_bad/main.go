//go:build go1.21

// Command fanout_loop_variable sends a notice to each region. The build line keeps the loop variables of Go 1.21.
package main

// needs: closure, language version

import (
	"fmt"
	"os"
	"sync"
)

// observe-expect: exit 3

type notifier struct {
	mu   sync.Mutex
	sent map[string]int
}

func (n *notifier) send(region string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent[region]++
}

func (n *notifier) broadcast(regions []string) {
	var pending sync.WaitGroup
	start := make(chan struct{})
	for _, region := range regions {
		pending.Add(1)
		go func() {
			defer pending.Done()
			<-start
			n.send(region) // want "loop-variable-capture"
		}()
	}
	close(start)
	pending.Wait()
}

func main() {
	regions := []string{"eu", "us", "ap"}
	n := &notifier{sent: make(map[string]int)}
	n.broadcast(regions)
	if len(n.sent) != len(regions) {
		fmt.Println("only reached", n.sent)
		os.Exit(3)
	}
}

// Command leader_ready_never_closed lets requests wait until the node knows its leader.
package main

// needs: channel in a field, embedded struct, nobody closes

import (
	"fmt"
	"sync"
)

type readiness struct{ ready chan struct{} }

func (r *readiness) Wait() {
	<-r.ready // want "receive-without-sender"
}

type node struct {
	readiness
	mu     sync.Mutex
	leader string
}

func newNode() *node { return &node{readiness: readiness{ready: make(chan struct{})}} }

func (n *node) elected(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.leader = name
}

func (n *node) forward(command string) string {
	n.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	return command + " -> " + n.leader
}

func main() {
	n := newNode()
	go n.elected("node-2")
	var pending sync.WaitGroup
	for _, command := range []string{"put a", "put b"} {
		pending.Go(func() { fmt.Println(n.forward(command)) })
	}
	pending.Wait()
}

// Command elector_result_nobody_waits campaigns for leadership until it wins or its patience ends.
package main

// needs: channel in a struct, leader election, select

// observe-expect: leak

import (
	"fmt"
	"math/rand/v2"
	"time"
)

type ballot struct {
	term   int
	leader string
}

type node struct {
	name string
	wins chan ballot
	lost chan error
}

func (n *node) campaign(term int, takes time.Duration) {
	time.Sleep(takes)
	if rand.Float64() < 0 {
		n.lost <- fmt.Errorf("term %d: outvoted", term) // or "send-without-receiver|goroutine-leak-on-early-return"
		return
	}
	n.wins <- ballot{term, n.name} // want "send-without-receiver|goroutine-leak-on-early-return"
}

func (n *node) elect(patience time.Duration) string {
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	go n.campaign(1, 15*time.Millisecond) // or "send-without-receiver|goroutine-leak-on-early-return"
	select {
	case b := <-n.wins:
		return fmt.Sprintf("leader %s in term %d", b.leader, b.term)
	case err := <-n.lost:
		return err.Error()
	case <-timeout.C:
		return "no leader" // or "send-without-receiver|goroutine-leak-on-early-return"
	}
}

func main() {
	n := &node{name: "n1", wins: make(chan ballot), lost: make(chan error)}
	fmt.Println(n.elect(2 * time.Millisecond))
	time.Sleep(30 * time.Millisecond)
}

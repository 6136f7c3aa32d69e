// Command gossip_peers_ring lets peers tell each other rumours over unbuffered links.
package main

import (
	"fmt"
	"sync"
)

type Peer struct {
	id    string
	inbox chan string
	heard []string
}

func (p *Peer) exchange(other *Peer, rumours ...string) {
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for _, r := range rumours {
			other.inbox <- p.id + ": " + r
		}
	}()
	for range rumours {
		p.heard = append(p.heard, <-p.inbox)
	}
	<-sent
}

func main() {
	a, b := &Peer{id: "a", inbox: make(chan string)}, &Peer{id: "b", inbox: make(chan string)}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); a.exchange(b, "rain", "sun") }()
	go func() { defer wg.Done(); b.exchange(a, "hail", "fog") }()
	wg.Wait()
	fmt.Println(len(a.heard), len(b.heard))
}

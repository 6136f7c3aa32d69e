// Command stopper_waits_for_itself shuts a poller down from within when it meets a fatal error.
package main

// needs: self-wait, deferred close, channel in a field

import (
	"errors"
	"fmt"
)

var errRevoked = errors.New("credentials revoked")

type poller struct {
	quit     chan struct{}
	finished chan struct{}
	polls    int
}

func (p *poller) shutdown(reason error) {
	fmt.Println("shutting down:", reason)
	close(p.quit)
	<-p.finished // want "channel-wait-cycle|receive-without-sender"
}

func (p *poller) poll() error {
	p.polls++
	if p.polls == 3 {
		return errRevoked
	}
	return nil
}

func (p *poller) run() {
	defer close(p.finished)
	for {
		select {
		case <-p.quit:
			return
		default:
		}
		if err := p.poll(); err != nil {
			p.shutdown(err) // or "channel-wait-cycle|receive-without-sender"
		}
	}
}

func main() {
	p := &poller{quit: make(chan struct{}), finished: make(chan struct{})}
	go p.run()
	<-p.finished // or "channel-wait-cycle|receive-without-sender"
	fmt.Println(p.polls, "polls")
}

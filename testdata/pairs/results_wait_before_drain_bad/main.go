// Command results_wait_before_drain checks several hosts and collects one verdict per host.
package main

// needs: across bodies

import (
	"fmt"
	"net"
	"strings"
	"sync"
)

type verdict struct {
	host string
	err  error
}

func check(host string) error {
	if strings.HasSuffix(host, ".invalid") {
		return &net.DNSError{Err: "no such host", Name: host}
	}
	return nil
}

type prober struct {
	workers sync.WaitGroup
	results chan verdict
}

func (p *prober) launch(hosts []string) {
	for _, host := range hosts {
		p.workers.Add(1)
		go func() {
			defer p.workers.Done()
			p.results <- verdict{host, check(host)}
		}()
	}
}

// finish waits for the workers and closes the results.
func (p *prober) finish() {
	p.workers.Wait() // want "waitgroup-wait-cycle"
	close(p.results)
}

func main() {
	p := &prober{results: make(chan verdict)}
	p.launch([]string{"db.internal", "cache.internal", "old.invalid"})
	p.finish()
	for v := range p.results {
		fmt.Println(v.host, v.err)
	}
}

// Command geocoder resolves a batch of addresses and stops at the first that cannot be resolved.
package main

import (
	"errors"
	"fmt"
	"strings"
)

type point struct{ lat, lon float64 }

type answer struct {
	addr string
	at   point
	err  error
}

type geocoder struct{ known map[string]point }

func (g geocoder) resolve(addr string, out chan<- answer) {
	p, ok := g.known[strings.ToLower(addr)]
	if !ok {
		out <- answer{addr: addr, err: errors.New("unknown address " + addr)}
		return
	}
	out <- answer{addr: addr, at: p}
}

func (g geocoder) batch(addrs []string) (map[string]point, error) {
	out := make(chan answer, len(addrs))
	lookup := g.resolve
	for _, a := range addrs {
		go lookup(a, out)
	}
	found := make(map[string]point, len(addrs))
	for range addrs {
		a := <-out
		if a.err != nil {
			return nil, fmt.Errorf("batch: %w", a.err)
		}
		found[a.addr] = a.at
	}
	return found, nil
}

func main() {
	g := geocoder{known: map[string]point{"berlin": {52.5, 13.4}}}
	_, err := g.batch([]string{"Atlantis", "Berlin", "Mu", "Lemuria"})
	fmt.Println(err)
}

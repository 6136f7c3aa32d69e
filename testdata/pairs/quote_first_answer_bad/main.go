// Command quote_first_answer asks several pricing replicas at once and takes the answer that comes first.
package main

// needs: captured channel, closure, first of n

import (
	"errors"
	"fmt"
	"time"
)

type quote struct {
	replica string
	cents   int
}

type replica struct {
	name  string
	delay time.Duration
}

func (r replica) price(sku string) quote {
	time.Sleep(r.delay)
	return quote{r.name, 100 * len(sku)}
}

var errNoReplica = errors.New("no replica configured")

type desk struct{ replicas []replica }

func (d *desk) fastest(sku string) (quote, error) {
	if len(d.replicas) == 0 {
		return quote{}, errNoReplica
	}
	answers := make(chan quote)
	for _, r := range d.replicas {
		go func() { // or "send-without-receiver|goroutine-leak-on-early-return"
			answers <- r.price(sku) // want "send-without-receiver|goroutine-leak-on-early-return"
		}()
	}
	return <-answers, nil // or "send-without-receiver|goroutine-leak-on-early-return"
}

func main() {
	d := &desk{replicas: []replica{{"ams", time.Millisecond}, {"fra", 4 * time.Millisecond}, {"iad", 9 * time.Millisecond}}}
	for _, sku := range []string{"bolt", "washer", "nut"} {
		q, err := d.fastest(sku)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(sku, q.cents, "cents, says", q.replica)
	}
}

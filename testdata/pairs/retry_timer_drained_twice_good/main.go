// Command retry_timer_drained_twice retries a delivery with one timer that it resets between the tries.
package main

import (
	"errors"
	"fmt"
	"time"
)

var errBusy = errors.New("receiver is busy")

type delivery struct{ fails int }

func (d *delivery) try() error {
	if d.fails > 0 {
		d.fails--
		return errBusy
	}
	return nil
}

func (d *delivery) retry(pause time.Duration) (tries int) {
	t := time.NewTimer(pause)
	defer t.Stop()
	for {
		<-t.C
		tries++
		if d.try() == nil {
			return tries
		}
		t.Reset(pause)
	}
}

func main() {
	d := &delivery{fails: 2}
	fmt.Println(d.retry(time.Millisecond))
}

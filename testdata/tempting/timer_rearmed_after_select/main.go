// Command debounce runs a function when nothing has happened for a while.
package main

import (
	"fmt"
	"time"
)

func debounce(in <-chan string, d time.Duration, run func([]string)) {
	t := time.NewTimer(d)
	if !t.Stop() {
		<-t.C
	}
	armed := false
	var batch []string
	for {
		select {
		case s, ok := <-in:
			if !ok {
				if len(batch) > 0 {
					run(batch)
				}
				return
			}
			batch = append(batch, s)
			if armed && !t.Stop() {
				select {
				case <-t.C:
				default:
				}
			}
			t.Reset(d)
			armed = true
		case <-t.C:
			armed = false
			run(batch)
			batch = nil
		}
	}
}

func main() {
	in := make(chan string)
	go func() {
		defer close(in)
		for _, s := range []string{"a", "b", "c"} {
			in <- s
			time.Sleep(3 * time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond)
	}()
	n := 0
	debounce(in, 10*time.Millisecond, func(b []string) { n += len(b) })
	fmt.Println(n)
}

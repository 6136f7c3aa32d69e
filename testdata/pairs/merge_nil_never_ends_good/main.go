// Command merge prints two sorted feeds as one.
package main

import "fmt"

type reading struct {
	sensor string
	value  int
}

func feed(sensor string, values ...int) <-chan reading {
	c := make(chan reading)
	go func() {
		defer close(c)
		for _, v := range values {
			c <- reading{sensor, v}
		}
	}()
	return c
}

// merge forwards both feeds and closes its own when both are done.
func merge(a, b <-chan reading) <-chan reading {
	out := make(chan reading)
	go func() {
		defer close(out)
		for a != nil || b != nil {
			select {
			case r, ok := <-a:
				if !ok {
					a = nil
					continue
				}
				out <- r
			case r, ok := <-b:
				if !ok {
					b = nil
					continue
				}
				out <- r
			}
		}
	}()
	return out
}

func main() {
	sum := 0
	for r := range merge(feed("in", 1, 2, 3), feed("out", 4, 5)) {
		sum += r.value
	}
	fmt.Println(sum)
}

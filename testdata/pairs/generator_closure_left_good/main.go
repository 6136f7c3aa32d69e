package main

import "fmt"

type ids struct {
	next func() int
	stop func()
}

// counter gives numbers that no two callers get.
func counter(start, step int) *ids {
	c := make(chan int)
	quit := make(chan struct{})
	go func() {
		for n := start; ; n += step {
			select {
			case c <- n:
			case <-quit:
				return
			}
		}
	}()
	return &ids{next: func() int { return <-c }, stop: func() { close(quit) }}
}

type order struct {
	id   int
	item string
}

func number(items []string) []order {
	seq := counter(1000, 10)
	defer seq.stop()
	orders := make([]order, 0, len(items))
	for _, it := range items {
		orders = append(orders, order{seq.next(), it})
	}
	return orders
}

func main() {
	for _, o := range number([]string{"tea", "milk", "bread"}) {
		fmt.Println(o.id, o.item)
	}
}

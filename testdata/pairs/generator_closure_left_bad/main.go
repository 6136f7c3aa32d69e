// needs: returned closure, endless sender, receiver stops calling
package main

import "fmt"

type ids struct {
	next func() int
}

// counter gives numbers that no two callers get.
func counter(start, step int) *ids {
	c := make(chan int)
	go func() {
		for n := start; ; n += step {
			c <- n // want "send-without-receiver|goroutine-leak-on-early-return"
		}
	}()
	return &ids{next: func() int { return <-c }}
}

type order struct {
	id   int
	item string
}

func number(items []string) []order {
	seq := counter(1000, 10) // or "send-without-receiver|goroutine-leak-on-early-return"
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

// Command nil_arm_when_empty queues without bound: while the queue is empty the sending arm is a nil channel.
package main

import "fmt"

func unbounded(in <-chan string, out chan<- string) {
	defer close(out)
	var queue []string
	for in != nil || len(queue) > 0 {
		var send chan<- string
		var head string
		if len(queue) > 0 {
			send, head = out, queue[0]
		}
		select {
		case s, more := <-in:
			if !more {
				in = nil
				continue
			}
			queue = append(queue, s)
		case send <- head:
			queue = queue[1:]
		}
	}
}

func main() {
	in, out := make(chan string), make(chan string)
	go unbounded(in, out)
	for _, s := range []string{"a", "b", "c"} {
		in <- s
	}
	close(in)
	for s := range out {
		fmt.Println(s)
	}
}

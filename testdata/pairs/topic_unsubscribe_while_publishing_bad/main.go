// needs: generics, cross-package, snapshot of a list, close against a sender
package main

import (
	"fmt"
	"time"

	"example.com/pairs/topic_unsubscribe_while_publishing_bad/topic"
)

type price struct {
	symbol string
	cents  int64
}

func main() {
	t := topic.New[price]()
	slow, leave := t.Subscribe()
	go func() {
		<-slow
		time.Sleep(5 * time.Millisecond)
		leave()
	}()
	for i := range 3 {
		t.Publish(price{"GO", int64(100 + i)})
	}
	time.Sleep(10 * time.Millisecond)
	fmt.Println("published")
}

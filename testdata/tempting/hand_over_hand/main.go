// Command hand_over_hand walks a list and locks each node before it lets go of the one before.
package main

import (
	"fmt"
	"sync"
)

type cell struct {
	mu    sync.Mutex
	value int
	next  *cell
}

type list struct{ head *cell }

func (l *list) insert(v int) {
	at := l.head
	at.mu.Lock()
	for at.next != nil && at.next.value < v {
		following := at.next
		following.mu.Lock()
		at.mu.Unlock()
		at = following
	}
	at.next = &cell{value: v, next: at.next}
	at.mu.Unlock()
}

func (l *list) values() []int {
	var all []int
	at := l.head
	at.mu.Lock()
	for at.next != nil {
		following := at.next
		following.mu.Lock()
		at.mu.Unlock()
		at = following
		all = append(all, at.value)
	}
	at.mu.Unlock()
	return all
}

func main() {
	l := &list{head: &cell{}}
	var both sync.WaitGroup
	for _, start := range []int{1, 2} {
		both.Go(func() {
			for v := start; v < 9; v += 2 {
				l.insert(v)
			}
		})
	}
	both.Wait()
	fmt.Println(l.values())
}

// The size of a tree is summed by a recursive method that takes the tree's read lock at every level.
// needs: recursion, writer
package main

import (
	"fmt"
	"sync"
	"time"
)

type inode struct {
	size     int
	children []*inode
}

type filetree struct {
	mu   sync.RWMutex
	root *inode
}

func (t *filetree) usage(n *inode) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	total := n.size
	time.Sleep(20 * time.Microsecond)
	for _, c := range n.children {
		total += t.usage(c) // want "rlock-reentry"
	}
	return total
}

func (t *filetree) Usage() int {
	return t.usage(t.root)
}

func (t *filetree) grow(by int) {
	t.mu.Lock() // or "rlock-reentry"
	t.root.size += by
	t.mu.Unlock()
}

func build(depth int) *inode {
	n := &inode{size: 1}
	if depth > 0 {
		n.children = []*inode{build(depth - 1), build(depth - 1)}
	}
	return n
}

func main() {
	t := &filetree{root: build(5)}
	finished := make(chan struct{})
	go func() {
		for range 100 {
			t.grow(0)
			time.Sleep(100 * time.Microsecond)
		}
		close(finished)
	}()
	last := 0
	for range 20 {
		last = t.Usage()
	}
	<-finished
	fmt.Println(last)
}

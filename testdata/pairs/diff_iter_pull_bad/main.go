// needs: iter.Pull, range over func, early return
package main

import (
	"fmt"
	"iter"
)

type index struct {
	name string
	keys []string
}

func (ix *index) All() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, k := range ix.keys {
			if !yield(i, k) {
				return
			}
		}
	}
}

func keys(ix *index) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, k := range ix.All() {
			if !yield(k) {
				return
			}
		}
	}
}

// firstDifference walks both indexes side by side.
func firstDifference(a, b *index) (string, string, bool) {
	nextA, stopA := iter.Pull(keys(a))
	defer stopA()
	nextB, stopB := iter.Pull(keys(b)) // want "resource-not-closed|goroutine-leak-on-early-return"
	for {
		ka, okA := nextA()
		kb, okB := nextB()
		if !okA && !okB {
			stopB()
			return "", "", false
		}
		if ka != kb || okA != okB {
			return ka, kb, true // or "resource-not-closed|goroutine-leak-on-early-return"
		}
	}
}

func main() {
	old := &index{"old", []string{"a", "b", "c", "d"}}
	new := &index{"new", []string{"a", "b", "x", "d"}}
	fmt.Println(firstDifference(old, new))
	fmt.Println(firstDifference(old, old))
}

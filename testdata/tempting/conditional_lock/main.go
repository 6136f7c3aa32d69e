// Command conditional_lock locks its table only when it is shared, and unlocks it under the same condition.
package main

import (
	"fmt"
	"sync"
)

type table struct {
	mu     sync.Mutex
	shared bool
	rows   []string
}

func (t *table) insert(row string) (at int) {
	if t.shared {
		t.mu.Lock()
	}
	at = len(t.rows)
	t.rows = append(t.rows, row)
	if t.shared {
		t.mu.Unlock()
	}
	return at
}

func main() {
	private, common := &table{}, &table{shared: true}
	private.insert("a")
	var both sync.WaitGroup
	for _, r := range []string{"x", "y"} {
		both.Go(func() { common.insert(r) })
	}
	both.Wait()
	fmt.Println(private.insert("b"), common.insert("z"))
}

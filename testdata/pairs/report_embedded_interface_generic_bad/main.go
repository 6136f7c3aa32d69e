// Command report_embedded_interface_generic sums up typed reports; the store is reached through an embedded interface.
package main

// needs: generics, embedding

import (
	"fmt"
	"sync"
)

type number interface{ ~int | ~float64 }

type totals[N number] interface {
	Add(key string, n N)
	Sum() N
}

type table[N number] struct {
	mu   sync.RWMutex
	rows map[string]N
}

func newTable[N number]() *table[N] { return &table[N]{rows: make(map[string]N)} }

func (t *table[N]) Add(key string, n N) {
	t.mu.Lock()
	t.rows[key] += n
	if t.total() < 0 { // want "double-lock"
		delete(t.rows, key)
	}
	t.mu.Unlock()
}

func (t *table[N]) total() N { return t.Sum() }

func (t *table[N]) Sum() (sum N) {
	t.mu.RLock() // or "double-lock"
	defer t.mu.RUnlock()
	for _, n := range t.rows {
		sum += n
	}
	return sum
}

type report[N number] struct {
	totals[N]
	title string
}

func main() {
	r := report[float64]{totals: newTable[float64](), title: "May"}
	r.Add("rent", 900)
	r.Add("food", 312.5)
	fmt.Println(r.title, r.Sum())
}

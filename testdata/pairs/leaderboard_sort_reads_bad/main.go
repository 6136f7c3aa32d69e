// A leaderboard sorts under its read lock, and the comparison takes the read lock again.
// needs: library callback, closure, writer
package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

type Leaderboard struct {
	mu     sync.RWMutex
	points map[string]int
}

func (b *Leaderboard) Score(name string) int {
	b.mu.RLock() // or "rlock-reentry"
	defer b.mu.RUnlock()
	time.Sleep(100 * time.Microsecond)
	return b.points[name]
}

func (b *Leaderboard) Award(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.points[name] += n
}

func (b *Leaderboard) Ranking() string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	names := make([]string, 0, len(b.points))
	for n := range b.points {
		names = append(names, n)
	}
	slices.SortFunc(names, func(x, y string) int { // want "rlock-reentry"
		if d := b.Score(y) - b.Score(x); d != 0 { // or "rlock-reentry"
			return d
		}
		return strings.Compare(x, y)
	})
	return strings.Join(names, ",")
}

func main() {
	board := &Leaderboard{points: map[string]int{"ann": 3, "bob": 1, "cyd": 2, "dan": 9, "eve": 4}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 50 {
			board.Award("bob", i)
			time.Sleep(200 * time.Microsecond)
		}
	}()
	last := ""
	for range 50 {
		last = board.Ranking()
	}
	<-done
	fmt.Println(last)
}

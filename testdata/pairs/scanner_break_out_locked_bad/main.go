// Command scanner_break_out_locked walks a list of segments and stops at the first one that is sealed.
package main

// needs: labelled break, switch, one body

import (
	"fmt"
	"sync"
)

type state int

const (
	open state = iota
	sealed
	deleted
)

type segment struct {
	id    int
	state state
}

type wal struct {
	sync.Mutex
	segments []segment
	cursor   int
}

// advance moves the cursor to the next sealed segment.
func (w *wal) advance() (found int) {
	found = -1
scan:
	for {
		w.Lock() // or "lock-not-released"
		if w.cursor >= len(w.segments) {
			w.Unlock()
			break
		}
		seg := w.segments[w.cursor]
		w.cursor++
		switch seg.state {
		case deleted:
			w.Unlock()
			continue
		case sealed:
			found = seg.id
			break scan // want "lock-not-released"
		}
		w.Unlock()
	}
	return found // or "lock-not-released"
}

func (w *wal) add(id int, s state) {
	w.Lock()
	w.segments = append(w.segments, segment{id, s})
	w.Unlock()
}

func main() {
	w := new(wal)
	w.add(1, open)
	w.add(2, deleted)
	w.add(3, sealed)
	fmt.Println("sealed:", w.advance())
	w.add(4, sealed)
	fmt.Println("sealed:", w.advance())
}

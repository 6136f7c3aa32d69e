package main

import (
	"sync"
	"time"
)

type fillListener interface {
	OnFill(account string, qty int)
}

type book struct {
	bookMu sync.Mutex
	volume int
	fills  fillListener
}

func (b *book) Match(account string, qty int) {
	b.bookMu.Lock()
	b.volume += qty
	time.Sleep(time.Millisecond)
	b.fills.OnFill(account, qty) // want "lock-order-inversion"
	b.bookMu.Unlock()
}

func (b *book) Volume() int {
	b.bookMu.Lock() // or "lock-order-inversion"
	defer b.bookMu.Unlock()
	return b.volume
}

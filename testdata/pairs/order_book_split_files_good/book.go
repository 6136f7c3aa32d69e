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
	b.bookMu.Unlock()
	time.Sleep(time.Millisecond)
	b.fills.OnFill(account, qty)
}

func (b *book) Volume() int {
	b.bookMu.Lock()
	defer b.bookMu.Unlock()
	return b.volume
}

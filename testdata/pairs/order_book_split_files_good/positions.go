package main

import (
	"maps"
	"sync"
	"time"
)

type marketData interface{ Volume() int }

type positions struct {
	posMu     sync.Mutex
	byAccount map[string]int
	market    marketData
}

func (p *positions) OnFill(account string, qty int) {
	p.posMu.Lock()
	p.byAccount[account] += qty
	p.posMu.Unlock()
}

func (p *positions) Snapshot() map[string]int {
	p.posMu.Lock()
	defer p.posMu.Unlock()
	time.Sleep(time.Millisecond)
	all := maps.Clone(p.byAccount)
	all["market"] = p.market.Volume()
	return all
}

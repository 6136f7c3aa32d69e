package p

import "sync"

type pair struct{ a, b sync.Mutex }

func (p *pair) tryBoth() bool {
	return p.a.TryLock() && p.b.TryLock()
}

func (p *pair) tryOne(first bool) (ok bool) {
	ok = first && p.a.TryLock() || !first && p.b.TryLock()
	if !ok {
		return ok
	}
	defer func() {
		if first {
			p.a.Unlock()
		} else {
			p.b.Unlock()
		}
	}()
	return true
}

func (p *pair) late(ch chan bool, f func() bool) int {
	open := ch != nil && <-ch
	if x := p.tryBoth(); x == (open || f()) && !(open && f()) {
		return 1
	}
	plain := open && ch == nil
	take(plain, open || f())
	for open || f() {
		open = !open
	}
	switch {
	case open && f(), f():
		return 2
	}
	return 3
}

func take(a, b bool) {}

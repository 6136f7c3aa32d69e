package example

import "sync"

type pool struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	items map[string]int
}

// The deferred unlock runs when the function returns; the second turn waits for itself.
func (p *pool) badFor(keys []string) {
	for _, key := range keys {
		p.mu.Lock()
		defer p.mu.Unlock() // want "mu"
		p.items[key]++
	}
}

// A counting loop.
func (p *pool) badCounting(n int) {
	for i := 0; i < n; i++ {
		p.rw.Lock()
		defer p.rw.Unlock() // want "rw"
		p.items["n"] = i
	}
}

// Range over an integer.
func badRangeInt(n int) (sum int) {
	var mu sync.Mutex
	for i := range n {
		mu.Lock()
		defer mu.Unlock() // want "mu"
		sum += i
	}
	return sum
}

// An endless loop that serves a channel.
func (p *pool) badServe(keys <-chan string) {
	for {
		key, open := <-keys
		if !open {
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock() // want "mu"
		p.items[key]++
	}
}

type embedded struct {
	sync.Mutex
	n int
}

// Promoted methods, in a branch of the loop.
func (e *embedded) badEmbedded(numbers []int) {
	for _, number := range numbers {
		if number > 0 {
			e.Lock()
			defer e.Unlock() // want "e"
			e.n += number
		}
	}
}

// The closure ends with each turn, and the deferred call with it.
func (p *pool) okClosure(keys []string) {
	for _, key := range keys {
		func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.items[key]++
		}()
	}
}

// The turn that locks leaves the loop.
func (p *pool) okReturns(keys []string) int {
	for _, key := range keys {
		if key == "" {
			continue
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.items[key]
	}
	return 0
}

// The break has the same effect.
func (p *pool) okBreaks(keys []string) (n int) {
	for _, key := range keys {
		if key != "" {
			p.mu.Lock()
			defer p.mu.Unlock()
			n = p.items[key]
			break
		}
	}
	return n
}

// Each turn unlocks by itself.
func (p *pool) okUnlocks(keys []string) {
	for _, key := range keys {
		p.mu.Lock()
		p.items[key]++
		p.mu.Unlock()
	}
}

// Locked once, before the loop.
func (p *pool) okBeforeLoop(keys []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, key := range keys {
		p.items[key]++
	}
}

// A goroutine per turn: the deferred call belongs to the goroutine.
func (p *pool) okGoroutine(keys []string) {
	for _, key := range keys {
		go func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.items[key]++
		}()
	}
}

// Another lock in each turn, all given back at the end.
func okAll(pools []*pool) (n int) {
	for _, p := range pools {
		p.mu.Lock()
		defer p.mu.Unlock()
		n += len(p.items)
	}
	return n
}

// A lock made anew in each turn.
func okFresh(n int) (sum int) {
	for i := 0; i < n; i++ {
		var mu sync.Mutex
		mu.Lock()
		defer mu.Unlock()
		sum += i
	}
	return sum
}

// Package singleflight runs one call for all who ask for a key meanwhile; a stand-in for programs that build offline.
package singleflight

import "sync"

// Result is what DoChan sends.
type Result struct {
	Val    any
	Err    error
	Shared bool
}

type flight struct {
	done   chan struct{}
	result Result
}

// Group keeps the calls that are under way.
type Group struct {
	mu      sync.Mutex
	flights map[string]*flight
}

// Do runs fn, or waits for the run that is under way.
func (g *Group) Do(key string, fn func() (any, error)) (any, error, bool) {
	g.mu.Lock()
	if f, ok := g.flights[key]; ok {
		g.mu.Unlock()
		<-f.done
		return f.result.Val, f.result.Err, true
	}
	f := &flight{done: make(chan struct{})}
	if g.flights == nil {
		g.flights = map[string]*flight{}
	}
	g.flights[key] = f
	g.mu.Unlock()
	f.result.Val, f.result.Err = fn()
	g.mu.Lock()
	delete(g.flights, key)
	g.mu.Unlock()
	close(f.done)
	return f.result.Val, f.result.Err, false
}

// DoChan is Do in a goroutine of its own.
func (g *Group) DoChan(key string, fn func() (any, error)) <-chan Result {
	out := make(chan Result, 1)
	go func() {
		val, err, shared := g.Do(key, fn)
		out <- Result{val, err, shared}
	}()
	return out
}

// Forget lets the next Do run anew.
func (g *Group) Forget(key string) {
	g.mu.Lock()
	delete(g.flights, key)
	g.mu.Unlock()
}

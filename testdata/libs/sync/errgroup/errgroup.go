// Package errgroup runs functions in goroutines and keeps the first error; a stand-in for programs that build offline.
package errgroup

import (
	"context"
	"sync"
)

// Group is a set of goroutines that work on one thing. The zero value is ready.
type Group struct {
	wait   sync.WaitGroup
	slots  chan struct{}
	first  sync.Once
	err    error
	cancel context.CancelCauseFunc
}

// WithContext returns a group and a context that ends with the first error, or with Wait.
func WithContext(parent context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancelCause(parent)
	return &Group{cancel: cancel}, ctx
}

// SetLimit lets at most n goroutines run at once.
func (g *Group) SetLimit(n int) {
	g.slots = make(chan struct{}, n)
}

// Go runs the function in a goroutine, as soon as the limit allows.
func (g *Group) Go(work func() error) {
	if g.slots != nil {
		g.slots <- struct{}{}
	}
	g.start(work)
}

// TryGo is Go where the limit allows it at once.
func (g *Group) TryGo(work func() error) bool {
	if g.slots != nil {
		select {
		case g.slots <- struct{}{}:
		default:
			return false
		}
	}
	g.start(work)
	return true
}

func (g *Group) start(work func() error) {
	g.wait.Add(1)
	go func() {
		defer func() {
			if g.slots != nil {
				<-g.slots
			}
			g.wait.Done()
		}()
		if err := work(); err != nil {
			g.first.Do(func() {
				g.err = err
				if g.cancel != nil {
					g.cancel(err)
				}
			})
		}
	}()
}

// Wait waits for all of them and returns the first error.
func (g *Group) Wait() error {
	g.wait.Wait()
	if g.cancel != nil {
		g.cancel(g.err)
	}
	return g.err
}

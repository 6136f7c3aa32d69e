// Package agent collects metrics in the background.
package agent

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Agent is a set of loops that run until Stop.
type Agent struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	loops  int
	wg     sync.WaitGroup
	ticks  atomic.Int64
}

// Option changes how an agent works.
type Option func(*Agent)

// WithLoops sets the number of loops.
func WithLoops(n int) Option { return func(a *Agent) { a.loops = n } }

// New gives an agent that has not started.
func New(parent context.Context, opts ...Option) *Agent {
	a := &Agent{loops: 1}
	a.ctx, a.cancel = context.WithCancelCause(parent)
	for _, o := range opts {
		o(a)
	}
	return a
}

// Start runs the loops.
func (a *Agent) Start() {
	for range a.loops {
		a.wg.Go(a.collect)
	}
}

func (a *Agent) collect() {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			a.ticks.Add(1)
		case <-a.ctx.Done():
			return
		}
	}
}

// Stop ends the loops and says how often they ran.
func (a *Agent) Stop() bool {
	a.cancel(nil)
	a.wg.Wait()
	return a.ticks.Load() >= 0
}

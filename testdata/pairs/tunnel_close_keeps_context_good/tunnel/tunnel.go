// Package tunnel keeps a tunnel to a hub open.
package tunnel

import (
	"context"
	"errors"
	"time"
)

// Options say how a tunnel is to be.
type Options struct {
	Name  string
	Pause time.Duration
}

type lifetime struct {
	ctx  context.Context
	stop context.CancelFunc
}

func newLifetime() lifetime {
	ctx, stop := context.WithCancel(context.Background())
	return lifetime{ctx, stop}
}

// Tunnel is an open tunnel.
type Tunnel struct {
	lifetime
	opts   Options
	frames chan []byte
	closed bool
}

// Dial opens a tunnel.
func Dial(hub string, opts Options) (*Tunnel, error) {
	if hub == "" {
		return nil, errors.New("tunnel: no hub")
	}
	if opts.Pause == 0 {
		opts.Pause = time.Millisecond
	}
	t := &Tunnel{lifetime: newLifetime(), opts: opts, frames: make(chan []byte, 8)}
	go t.pump()
	return t, nil
}

func (t *Tunnel) pump() {
	for {
		select {
		case <-t.frames:
		case <-time.After(t.opts.Pause):
		case <-t.ctx.Done():
			return
		}
	}
}

// Send queues a frame.
func (t *Tunnel) Send(b []byte) {
	if !t.closed {
		t.frames <- b
	}
}

// Close ends the tunnel.
func (t *Tunnel) Close() error {
	if t.closed {
		return errors.New("tunnel: closed twice")
	}
	t.closed = true
	t.stop()
	return nil
}

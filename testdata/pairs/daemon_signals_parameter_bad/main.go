// Command daemon reloads on a signal that may come while it is still loading.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// observe-expect: hang
// observe-left: 1
// needs: channel in a field, constructor, signal

type daemon struct {
	sig     chan os.Signal
	reloads int
}

type option func(*daemon)

func withSignals(sigs ...os.Signal) option {
	return func(d *daemon) {
		d.sig = make(chan os.Signal)  // or "signal-notify-unbuffered"
		signal.Notify(d.sig, sigs...) // want "signal-notify-unbuffered"
	}
}

func newDaemon(opts ...option) *daemon {
	d := &daemon{}
	for _, o := range opts {
		o(d)
	}
	return d
}

func (d *daemon) load() { time.Sleep(50 * time.Millisecond) }

func main() {
	d := newDaemon(withSignals(syscall.SIGHUP))
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Signal(syscall.SIGHUP)
	}
	d.load()
	<-d.sig
	d.reloads++
	signal.Stop(d.sig)
	fmt.Println("reloads:", d.reloads)
}

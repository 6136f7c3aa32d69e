package example

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Notify does not wait for a receiver: a signal that comes at the wrong moment is lost.
func badUnbuffered() {
	signals := make(chan os.Signal)
	signal.Notify(signals, os.Interrupt) // want "unbuffered"
	<-signals
}

// Zero is no buffer.
func badZero() {
	signals := make(chan os.Signal, 0)
	signal.Notify(signals, syscall.SIGTERM) // want "unbuffered"
	<-signals
}

const slots = 0

// A constant that is zero.
func badConstant() {
	signals := make(chan os.Signal, slots)
	signal.Notify(signals) // want "unbuffered"
	<-signals
}

type server struct {
	signals chan os.Signal
	stop    chan struct{}
}

// The channel is a field.
func (s *server) badField() {
	s.signals = make(chan os.Signal)
	signal.Notify(s.signals, os.Interrupt) // want "unbuffered"
	<-s.signals
}

// Declared with var.
func badVar() {
	var signals = make(chan os.Signal)
	signal.Notify(signals, os.Interrupt, syscall.SIGHUP) // want "unbuffered"
	go func() {
		<-signals
		os.Exit(1)
	}()
}

// Made in the call itself.
func badInline(receive func(<-chan os.Signal)) {
	var signals chan os.Signal
	signals = make(chan os.Signal)
	go receive(signals)
	signal.Notify(signals, os.Interrupt) // want "unbuffered"
}

// One slot is enough for one kind of signal.
func okBuffered() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	<-signals
}

const room = 4

// A constant that is not zero.
func okConstant() {
	signals := make(chan os.Signal, room)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	<-signals
}

// The caller made the channel; its size is not known here.
func okParameter(signals chan os.Signal) {
	signal.Notify(signals, os.Interrupt)
}

// A size that is known at run time only.
func okVariable(n int) {
	signals := make(chan os.Signal, n)
	signal.Notify(signals, os.Interrupt)
	<-signals
}

// NotifyContext makes its own channel.
func okContext(parent context.Context) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	<-ctx.Done()
	return ctx.Err()
}

// Replaced by a buffered one before it is used.
func okReplaced() {
	signals := make(chan os.Signal)
	signals = make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	<-signals
}

type bell struct{}

func (bell) Notify(c chan os.Signal, s ...os.Signal) {}

// Another Notify.
func okOther(signal bell) {
	signals := make(chan os.Signal)
	signal.Notify(signals, os.Interrupt)
}

// An unbuffered channel that is never given to Notify.
func (s *server) okStop() {
	s.stop = make(chan struct{})
	close(s.stop)
}

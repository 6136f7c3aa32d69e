package example

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

var errEarly = errors.New("early")

func query(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// The cancel function is thrown away: the context lives as long as its parent.
func badBlank(parent context.Context) error {
	ctx, _ := context.WithCancel(parent) // want "."
	return query(ctx)
}

// The same with a timeout: the timer runs to its end.
func badTimeout(parent context.Context) error {
	ctx, _ := context.WithTimeout(parent, time.Hour) // want "."
	return query(ctx)
}

// One way out does not cancel.
func badEarlyReturn(parent context.Context, skip bool) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	if skip {
		return errEarly
	}
	err := query(ctx)
	cancel()
	return err
}

// Called in one case of the switch only.
func badSwitch(parent context.Context, kind int) {
	ctx, cancel := context.WithDeadline(parent, time.Now().Add(time.Hour)) // want "cancel"
	switch kind {
	case 0:
		fmt.Println(query(ctx))
		cancel()
	case 1:
		fmt.Println("nothing")
	}
}

// With a cause.
func badCause(parent context.Context) error {
	ctx, cancel := context.WithCancelCause(parent) // want "cancel"
	if err := query(ctx); err != nil {
		return err
	}
	cancel(errEarly)
	return nil
}

// Each turn makes a context; the break forgets the one of its turn.
func badLoop(parent context.Context, turns int) {
	for i := 0; i < turns; i++ {
		ctx, cancel := context.WithCancel(parent) // want "cancel"
		if query(ctx) != nil {
			break
		}
		cancel()
	}
}

type idle struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// Stored in a field that nobody ever calls.
func badStored(parent context.Context) *idle {
	i := &idle{}
	i.ctx, i.cancel = context.WithCancel(parent) // want "cancel"
	return i
}

// The usual form.
func okDefer(parent context.Context) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	return query(ctx)
}

// Every way out cancels.
func okEveryExit(parent context.Context, skip bool) error {
	ctx, cancel := context.WithCancel(parent)
	if skip {
		cancel()
		return errEarly
	}
	err := query(ctx)
	cancel()
	return err
}

// Returned to the caller.
func okReturned(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	return ctx, cancel
}

// Returned directly.
func okReturnedDirectly(parent context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(parent, time.Second)
}

// Handed on to a goroutine.
func okGoroutine(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		defer cancel()
		fmt.Println(query(ctx))
	}()
}

// Handed to another function.
func okPassed(parent context.Context, register func(func())) context.Context {
	ctx, cancel := context.WithCancel(parent)
	register(cancel)
	return ctx
}

type client struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// Stored, and called by Close.
func okStored(parent context.Context) *client {
	ctx, cancel := context.WithCancel(parent)
	return &client{ctx: ctx, cancel: cancel}
}

func (c *client) okClose() { c.cancel() }

// AfterFunc calls it when the other context ends.
func okAfterFunc(parent, other context.Context) error {
	ctx, cancel := context.WithCancel(parent)
	stop := context.AfterFunc(other, cancel)
	defer stop()
	return query(ctx)
}

// Left when the parent is done, and with it the derived context.
func okParentDone(parent context.Context, work <-chan int) {
	ctx, cancel := context.WithCancel(parent)
	for {
		select {
		case <-work:
			cancel()
			ctx, cancel = context.WithCancel(parent)
			fmt.Println(ctx.Err())
		case <-parent.Done():
			return
		}
	}
}

// A deferred closure.
func okDeferredClosure(parent context.Context) (err error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer func() { cancel(err) }()
	return query(ctx)
}

// The process ends on the other path.
func okExit(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	if err := query(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	cancel()
}

// WithValue and WithoutCancel have no cancel function.
func okNoCancel(parent context.Context) error {
	ctx := context.WithoutCancel(parent)
	return query(context.WithValue(ctx, errEarly, 1))
}

// Each turn ends its own context.
func okLoop(parent context.Context, turns int) {
	for i := 0; i < turns; i++ {
		func() {
			ctx, cancel := context.WithTimeout(parent, time.Second)
			defer cancel()
			fmt.Println(query(ctx))
		}()
	}
}

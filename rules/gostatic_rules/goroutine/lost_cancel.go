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

// What a helper returns is its caller's to call.
func scoped(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(parent, time.Hour)
	return context.WithValue(ctx, errEarly, 1), cancel
}

func badDroppedByCaller(parent context.Context) error {
	ctx, _ := scoped(parent) // want "thrown away"
	return query(ctx)
}

func badCallerPath(parent context.Context, skip bool) error {
	ctx, cancel := scoped(parent) // want "cancel is not called"
	if skip {
		return nil
	}
	defer cancel()
	return query(ctx)
}

// A literal that cancels is as good as the function itself.
func attach(parent context.Context, name string) (context.Context, func(), error) {
	if name == "" {
		return nil, nil, errEarly
	}
	ctx, cancel := context.WithCancel(parent)
	return ctx, func() {
		fmt.Println("detached", name)
		cancel()
	}, nil
}

func badDetach(parent context.Context, skip bool) error {
	ctx, detach, err := attach(parent, "a") // want "detach is not called"
	if err != nil {
		return err
	}
	if skip {
		return errEarly
	}
	defer detach()
	return query(ctx)
}

// Where the helper failed there is nothing to call.
func okDetach(parent context.Context) error {
	ctx, detach, err := attach(parent, "b")
	if err != nil {
		return err
	}
	defer detach()
	return query(ctx)
}

// Only the last turn's is called.
func badOverwritten(parent context.Context, turns int) {
	var ctx context.Context
	cancel := func() {}
	for range turns {
		ctx, cancel = context.WithCancel(parent) // want "next turn"
		go query(ctx)
	}
	cancel()
}

// A retry forgets the context of the attempt before.
func badRetry(parent context.Context) error {
	for {
		ctx, cancel := context.WithTimeout(parent, time.Minute) // want "next turn"
		if err := query(ctx); err == nil {
			cancel()
			return nil
		}
	}
}

// Called before the next one is made.
func okReplaced(parent context.Context, turns int) {
	cancel := func() {}
	for range turns {
		cancel()
		var ctx context.Context
		ctx, cancel = context.WithCancel(parent)
		go query(ctx)
	}
	cancel()
}

func (c *client) run(ctx context.Context) { <-ctx.Done() }

// Kept in an object that nobody gets.
func badDroppedObject(parent context.Context, name string) (*client, error) {
	ctx, cancel := context.WithCancel(parent) // want "cancel is not called"
	c := &client{ctx: ctx, cancel: cancel}
	go c.run(ctx)
	if name == "" {
		return nil, errEarly
	}
	return c, nil
}

// The object is closed, which cancels.
func okClosedObject(parent context.Context, name string) (*client, error) {
	ctx, cancel := context.WithCancel(parent)
	c := &client{ctx: ctx, cancel: cancel}
	if name == "" {
		c.okClose()
		return nil, errEarly
	}
	return c, nil
}

type registry struct{ clients []*client }

// Somebody else has the object.
func (r *registry) okRegistered(parent context.Context, name string) error {
	ctx, cancel := context.WithCancel(parent)
	c := &client{ctx: ctx, cancel: cancel}
	r.clients = append(r.clients, c)
	if name == "" {
		return errEarly
	}
	go c.run(ctx)
	return nil
}

// Whoever gets it does nothing with it.
func badPassedOn(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel is not called"
	return supervise(ctx, cancel)
}

func supervise(ctx context.Context, stop func()) error { return query(ctx) }

// Named to please the compiler.
func badNamed(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel is not called"
	_ = cancel
	return query(ctx)
}

// Handed to a function that keeps it.
func okKept(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent)
	keep(cancel)
	return query(ctx)
}

var kept []func()

func keep(stop func()) { kept = append(kept, stop) }

// Started again only when it was stopped.
func okRestart(parent context.Context, wanted <-chan bool) {
	running := false
	cancel := func() {}
	for want := range wanted {
		if want && !running {
			var ctx context.Context
			ctx, cancel = context.WithCancel(parent)
			go query(ctx)
			running = true
		} else if !want && running {
			cancel()
			running = false
		}
	}
	cancel()
}

type jobs struct {
	stops map[int]context.CancelFunc
	ended map[int]context.CancelFunc
}

// Kept by number; Remove forgets it without a call.
func (j *jobs) badKept(parent context.Context, id int) {
	ctx, cancel := context.WithCancel(parent) // want "stops"
	j.stops[id] = cancel
	go query(ctx)
}

func (j *jobs) Remove(id int) { delete(j.stops, id) }

// Kept by number, and called.
func (j *jobs) okEnded(parent context.Context, id int) {
	ctx, cancel := context.WithCancel(parent)
	j.ended[id] = cancel
	go query(ctx)
}

func (j *jobs) End(id int) {
	if stop := j.ended[id]; stop != nil {
		stop()
	}
	delete(j.ended, id)
}

type watch struct {
	ctx  context.Context
	halt context.CancelFunc
}

// Kept in an object that never calls it.
func newWatch(parent context.Context) *watch {
	ctx, halt := context.WithCancel(parent) // want "halt"
	return &watch{ctx: ctx, halt: halt}
}

type span struct {
	ctx context.Context
	end context.CancelFunc
}

// A literal without names keeps it as well.
func newSpan(parent context.Context) span {
	ctx, end := context.WithCancel(parent) // want "end"
	return span{ctx, end}
}

func (s span) wait() { <-s.ctx.Done() }

type life struct {
	ctx  context.Context
	quit context.CancelFunc
}

func newLife(parent context.Context) life {
	ctx, quit := context.WithCancel(parent)
	return life{ctx, quit}
}

type creature struct {
	life
	name string
}

// Promoted, it is called by who embeds it.
func (c *creature) okPromoted() { c.quit() }

// Left before the function that is to be called later is kept.
func (g *guard) badLeftBefore(parent context.Context, name string) (context.Context, error) {
	ctx, cancel := context.WithCancel(parent) // want "cancel is not called on the way"
	if name == "" {
		return nil, errEarly
	}
	g.cancels = append(g.cancels, cancel)
	return ctx, nil
}

// Kept first.
func (g *guard) okKeptBefore(parent context.Context, name string) (context.Context, error) {
	ctx, cancel := context.WithCancel(parent)
	g.cancels = append(g.cancels, cancel)
	if name == "" {
		return nil, errEarly
	}
	return ctx, nil
}

type guard struct{ cancels []context.CancelFunc }

func (g *guard) add(cancel context.CancelFunc) context.CancelFunc {
	g.cancels = append(g.cancels, cancel)
	return func() { cancel() }
}

func (g *guard) quit() {
	for _, cancel := range g.cancels {
		cancel()
	}
}

// The guard keeps the cancel function itself.
func (g *guard) create(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	cancel = g.add(cancel)
	return ctx, cancel
}

func okGuarded(g *guard, parent context.Context) error {
	ctx, _ := g.create(parent)
	return query(ctx)
}

type feed interface{ Next() int }

// The helper cancels itself where it hands out nothing.
func openFeed(parent context.Context, dial func(context.Context) (feed, error)) (feed, context.Context, context.CancelFunc) {
	for {
		ctx, cancel := context.WithCancel(parent)
		found, err := dial(ctx)
		if err == nil {
			return found, ctx, cancel
		}
		cancel()
		if parent.Err() != nil {
			return nil, ctx, cancel
		}
	}
}

func fpHelperCancels(parent context.Context, dial func(context.Context) (feed, error)) error {
	found, ctx, cancel := openFeed(parent, dial) // want "cancel is not called on the way"
	if found == nil {
		return errEarly // only an audit tells it
	}
	defer cancel()
	return query(ctx)
}

type exchange interface{ Context() context.Context }

// The exchange is over when its handler returns, and its context with it.
func fpHandler(stream exchange, refuse bool) error {
	ctx, cancel := context.WithCancel(stream.Context()) // want "cancel is not called on the way"
	if refuse {
		return errEarly // only an audit tells it
	}
	defer cancel()
	return query(ctx)
}

// The timeout is left to run out: only an audit tells it.
func fpRunsOut(send func(context.Context)) {
	ctx, _ := context.WithTimeout(context.Background(), 20*time.Second) // want "thrown away"
	go send(ctx)
}

func deriveFor(limit string, refuse func()) (context.Context, context.CancelFunc, bool) {
	d, err := time.ParseDuration(limit)
	if err != nil {
		refuse()
		return nil, nil, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), d)
	return ctx, cancel, true
}

// Where the third result is false there is no cancel function.
func okToldByBool(limit string, refuse func(), work func(context.Context)) {
	ctx, cancel, ok := deriveFor(limit, refuse)
	if !ok {
		return
	}
	defer cancel()
	work(ctx)
}

// A context that is seen to have ended holds nothing any more.
func okSeenToEnd(ctx context.Context, answered chan int, ask func(context.Context)) {
	for ctx.Err() == nil {
		once, cancel := context.WithTimeout(ctx, time.Second)
		ask(once)
		select {
		case <-once.Done():
		case <-answered:
			cancel()
			return
		}
	}
}

package example

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"
)

var errFull = errors.New("full")

func next() int         { return 1 }
func handle(n int) bool { return n > 0 }

// The consumer leaves when the context ends; the producer then sends to nobody.
func badProducer(ctx context.Context) {
	numbers := make(chan int)
	go func() {
		for {
			numbers <- next() // want "ctx"
		}
	}()
	go func() {
		for {
			select {
			case n := <-numbers:
				handle(n)
			case <-ctx.Done():
				return
			}
		}
	}()
}

type event struct{ id int }

type hub struct {
	events chan event
	acks   chan int
}

func newHub() *hub { return &hub{events: make(chan event), acks: make(chan int)} }

func (h *hub) run(ctx context.Context) {
	go h.produce(ctx)
	go h.consume(ctx)
}

// The same between two methods, over a channel in a field; the loop's look at ctx does not help a send that waits.
func (h *hub) produce(ctx context.Context) {
	for id := 0; ctx.Err() == nil; id++ {
		h.events <- event{id} // want "ctx"
	}
}

func (h *hub) consume(ctx context.Context) {
	for {
		select {
		case e := <-h.events:
			fmt.Println(e.id)
		case <-ctx.Done():
			log.Println("consumer stops")
			return
		}
	}
}

// The goroutine does without when the context ends; its caller waits for ever.
func badCaller(ctx context.Context, key string) int {
	found := make(chan int)
	go func() {
		n := len(key)
		select {
		case found <- n:
		case <-ctx.Done():
		}
	}()
	return <-found // want "ctx"
}

// The producer leaves without closing: the loop waits for the next value for ever.
func badRange(ctx context.Context, limit int) (sum int) {
	numbers := make(chan int)
	go func() {
		for i := 0; ; i++ {
			select {
			case numbers <- i:
			case <-ctx.Done():
				return
			}
			if i == limit {
				close(numbers)
				return
			}
		}
	}()
	for n := range numbers { // want "ctx"
		sum += n
	}
	return sum
}

// Break leaves the select, not the loop: from then on it spins.
func badBreak(ctx context.Context, in <-chan int) {
	for {
		select {
		case n := <-in:
			handle(n)
		case <-ctx.Done(): // want "does not leave the loop"
			break
		}
	}
}

// Says so, and goes on.
func badLogsOnly(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done(): // want "does not leave the loop"
			log.Println("stopping:", ctx.Err())
		case <-ticker.C:
			handle(next())
		}
	}
}

type poller struct {
	every time.Duration
	quit  chan struct{}
}

// Started with a context that ends, and never looks at it.
func startPoll(parent context.Context, p *poller) (stop func()) {
	ctx, cancel := context.WithCancel(parent)
	go p.poll(ctx)
	return cancel
}

func (p *poller) poll(ctx context.Context) {
	for { // want "never ends"
		p.ask(ctx)
		time.Sleep(p.every)
	}
}

func (p *poller) ask(ctx context.Context) {}

// A literal that could see the context.
func badListen(parent context.Context, in <-chan int) {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	defer cancel()
	go func() {
		for { // want "never ends"
			n := <-in
			log.Println(ctx, n)
		}
	}()
	<-ctx.Done()
}

// Sends or leaves.
func okProducer(ctx context.Context) {
	numbers := make(chan int)
	go func() {
		for {
			select {
			case numbers <- next():
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		for {
			select {
			case n := <-numbers:
				handle(n)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// The consumer takes what is left.
func okDrained(ctx context.Context, n int) {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for i := range n {
			numbers <- i
		}
	}()
	go func() {
		for {
			select {
			case n := <-numbers:
				handle(n)
			case <-ctx.Done():
				for range numbers {
				}
				return
			}
		}
	}()
}

// There is room for the only value.
func okRoom(ctx context.Context) (int, error) {
	found := make(chan int, 1)
	go func() {
		found <- next()
	}()
	select {
	case n := <-found:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// The producer closes on every way.
func okClosed(ctx context.Context) (sum int) {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for {
			select {
			case numbers <- next():
			case <-ctx.Done():
				return
			}
		}
	}()
	for n := range numbers {
		sum += n
	}
	return sum
}

// Another consumer does not leave.
func okOther(ctx context.Context) {
	numbers := make(chan int)
	go func() {
		for {
			numbers <- next()
		}
	}()
	go func() {
		for n := range numbers {
			handle(n)
		}
	}()
	go func() {
		for {
			select {
			case n := <-numbers:
				handle(n)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Leaves the loop by its label.
func okLabel(ctx context.Context, in <-chan int) {
loop:
	for {
		select {
		case n := <-in:
			handle(n)
		case <-ctx.Done():
			break loop
		}
	}
}

// Hears of the end once, and lets the rest come in.
func okNil(ctx context.Context, in <-chan int, out chan<- int) {
	done := ctx.Done()
	for {
		select {
		case n, ok := <-in:
			if !ok {
				return
			}
			handle(n)
		case <-done:
			done = nil
			out <- 0
		}
	}
}

// The loop's condition asks.
func okCondition(ctx context.Context, in <-chan int) {
	for ctx.Err() == nil {
		select {
		case n := <-in:
			handle(n)
		case <-ctx.Done():
		}
	}
}

// Nobody ends the background context.
func okBackground(p *poller) {
	ctx := context.Background()
	go p.okForever(ctx)
}

func (p *poller) okForever(ctx context.Context) {
	for {
		p.ask(ctx)
		time.Sleep(p.every)
	}
}

// Ends by another channel, which somebody closes.
func (p *poller) okQuit(ctx context.Context, in <-chan int) {
	for {
		select {
		case n := <-in:
			log.Println(ctx, n)
		case <-p.quit:
			return
		}
	}
}

// A new context for each turn.
func okFresh(parent context.Context, in <-chan int) error {
	for {
		ctx, cancel := context.WithTimeout(parent, time.Second)
		select {
		case n := <-in:
			handle(n)
		case <-ctx.Done():
			log.Println("nothing for a second")
		}
		cancel()
		if parent.Err() != nil {
			return errFull
		}
	}
}

// The helper leaves before it says that it is ready.
func badReady(ctx context.Context, dial func() <-chan error) {
	ready := make(chan struct{})
	go func() {
		select {
		case err := <-dial():
			log.Println(err)
		case <-ctx.Done():
			return
		}
		close(ready)
	}()
	<-ready // want "ctx"
}

// Says so on both ways.
func okReady(ctx context.Context, dial func() <-chan error) {
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		select {
		case err := <-dial():
			log.Println(err)
		case <-ctx.Done():
			return
		}
	}()
	<-ready
}

// The first value is sent before anybody looks at the context.
func okFirst(ctx context.Context) int {
	numbers := make(chan int)
	go func() {
		numbers <- next()
		<-ctx.Done()
	}()
	return <-numbers
}

type question struct {
	key   string
	reply chan string
}

type oracle struct{ questions chan question }

// Each question brings a channel of its own, with room for the answer.
func (o *oracle) okAnswer(ctx context.Context) {
	for {
		select {
		case q := <-o.questions:
			q.reply <- q.key
		case <-ctx.Done():
			return
		}
	}
}

func (o *oracle) okAsk(ctx context.Context, key string) (string, error) {
	q := question{key: key, reply: make(chan string, 1)}
	select {
	case o.questions <- q:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case value := <-q.reply:
		return value, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func newOracle() *oracle { return &oracle{questions: make(chan question)} }

// Room for all of them.
func okRoomForAll(ctx context.Context, backlog []int) <-chan int {
	numbers := make(chan int, len(backlog))
	for _, n := range backlog {
		numbers <- n
	}
	go func() {
		for {
			select {
			case n := <-numbers:
				handle(n)
			case <-ctx.Done():
				return
			}
		}
	}()
	return numbers
}

// What the case calls makes the other one ready: it turns a few times more than it should.
func badTellsOther(ctx context.Context, closed <-chan struct{}, closer func(error)) {
	for {
		select {
		case <-ctx.Done(): // want "does not leave the loop"
			closer(ctx.Err())
		case <-closed:
			return
		}
	}
}

// The receiver itself ends the context, when it does not wait any more.
func firstOf(ctx context.Context, keys []string) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan int)
	for _, key := range keys {
		go func() {
			select {
			case found <- len(key):
			case <-ctx.Done():
			}
		}()
	}
	return <-found
}

func okFirstOf() int { return firstOf(context.Background(), []string{"a", "b"}) }

// The same under a context of unknown callers, who may end it while the receiver waits.
func BadFirstOf(ctx context.Context, keys []string) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan int)
	for _, key := range keys {
		go func() {
			select {
			case found <- len(key):
			case <-ctx.Done():
			}
		}()
	}
	return <-found // want "ctx"
}

// A timeout ends it while the receiver waits.
func badTimeout(ctx context.Context, key string) int {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	found := make(chan int)
	go func() {
		time.Sleep(time.Duration(len(key)) * time.Second)
		select {
		case found <- len(key):
		case <-ctx.Done():
		}
	}()
	return <-found // want "ctx"
}

// Gives back the slot that was taken for it.
func okSlots(ctx context.Context, work func()) {
	slots := make(chan struct{}, 4)
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		go func() {
			defer func() { <-slots }()
			work()
		}()
	}
}

// Says on another channel that it goes.
func okTells(ctx context.Context, step func() error) error {
	ask := make(chan bool)
	failed := make(chan error, 1)
	go func() {
		for {
			select {
			case <-ask:
				failed <- step()
			case <-ctx.Done():
				failed <- ctx.Err()
				return
			}
		}
	}()
	for {
		ask <- true
		if err := <-failed; err != nil {
			return err
		}
	}
}

// Each turn has a context of its own.
func okOwnContext(ask func(context.Context) error, out chan<- error) {
	go func() {
		for {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			err := ask(ctx)
			cancel()
			out <- err
		}
	}()
}

// There is room for one more value, and the goroutine asks before each further one whether it shall go on.
func okAsksBetween(ctx context.Context, quit chan struct{}) int {
	results := make(chan int, 1)
	go func() {
		for {
			results <- next()
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	for {
		select {
		case n := <-results:
			if n > 9 {
				close(quit)
				return n
			}
		case <-ctx.Done():
			close(quit)
			return 0
		}
	}
}

type lease struct{ id, ttl int }

type sweeper struct{ expired chan lease }

// Its parent sends some values and returns, which ends the context: the next receive waits for ever.
func (s *sweeper) sweep(ctx context.Context) {
	for {
		l := <-s.expired // want "without looking at ctx"
		if ctx.Err() != nil {
			return
		}
		fmt.Println(l.id)
	}
}

func (s *sweeper) Serve(parent context.Context, leases []lease) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go s.sweep(ctx)
	for _, l := range leases {
		if l.ttl <= 0 {
			s.expired <- l
		}
	}
}

type collector struct{ found chan lease }

// A value without id ends it.
func (c *collector) okCollect(ctx context.Context) {
	for {
		l := <-c.found
		if l.id == 0 {
			return
		}
		fmt.Println(ctx, l.id)
	}
}

func (c *collector) Run(parent context.Context, leases []lease) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go c.okCollect(ctx)
	for _, l := range leases {
		c.found <- l
	}
	c.found <- lease{}
}

func newSweepers() (*sweeper, *collector) {
	return &sweeper{expired: make(chan lease)}, &collector{found: make(chan lease)}
}

type run interface {
	Wait() error
	Close()
}

// The channel is made behind the select: who leaves there has not made it yet, or has closed it.
func okMadeLater(ctx context.Context, orders <-chan int, begin func(int) (run, error), tell func() error) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case order := <-orders:
			started, err := begin(order)
			if err != nil {
				return err
			}
			told := make(chan struct{})
			go func() {
				defer started.Close()
				err := started.Wait()
				<-told
				fmt.Println(err)
			}()
			if err := tell(); err != nil {
				close(told)
				return err
			}
			close(told)
		}
	}
}

type pipe struct{ cancel func() }

func (p *pipe) closeWithError(err error) { p.cancel() }

// What the case calls makes the other one ready: only an audit tells it.
func fpEndsOther(ctx, over context.Context, p *pipe) {
	for {
		select {
		case <-ctx.Done(): // want "does not leave the loop"
			p.closeWithError(ctx.Err())
		case <-over.Done():
			return
		}
	}
}

// With room for one, it looks again before the next: only an audit tells it.
func fpLooksEachTurn(parent context.Context, accept func() (int, error)) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	accepted := make(chan int, 1)
	go func() {
		for {
			if ctx.Err() != nil {
				return
			}
			n, err := accept()
			if err != nil {
				continue
			}
			accepted <- n // want "ctx"
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case n := <-accepted:
			handle(n)
		}
	}
}

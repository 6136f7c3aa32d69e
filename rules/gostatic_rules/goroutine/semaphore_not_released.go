package example

import (
	"context"
	"errors"
	"sync"
)

var errBusy = errors.New("busy")

type uploader struct {
	slots chan struct{}
}

func newUploader(limit int) *uploader {
	return &uploader{slots: make(chan struct{}, limit)}
}

// The token stays in the channel when the job fails.
func (u *uploader) badToken(send func() error) error {
	u.slots <- struct{}{}
	err := send()
	if err != nil {
		return err // want "slots"
	}
	<-u.slots
	return nil
}

// Taken in a select, lost on the early return.
func (u *uploader) badSelect(ctx context.Context, send func() error, skip bool) error {
	select {
	case u.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if skip {
		return nil // want "slots"
	}
	defer func() { <-u.slots }()
	return send()
}

// A skipped item keeps its slot; after some of them the loop stands still.
func badContinue(items []string, work func(string)) {
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, item := range items {
		slots <- struct{}{}
		if item == "" {
			continue // want "slots"
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			work(item)
		}()
	}
	wg.Wait()
}

// A goroutine that returns early keeps its slot.
func badGoroutine(items []string, work func(string) error) {
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			if err := work(item); err != nil {
				return // want "slots"
			}
			<-slots
		}()
	}
	wg.Wait()
}

type bucket struct{ tokens chan struct{} }

func newBucket() *bucket {
	b := &bucket{tokens: make(chan struct{}, 2)}
	b.tokens <- struct{}{}
	b.tokens <- struct{}{}
	return b
}

// The other way round: a token is taken out of the channel and not put back.
func (b *bucket) badFilled(send func() error) error {
	<-b.tokens
	if err := send(); err != nil {
		return err // want "tokens"
	}
	b.tokens <- struct{}{}
	return nil
}

// The semaphore is gone when the function is: nobody asks for its slots any more.
func okOwn(items []string, work func(string) error) error {
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, item := range items {
		slots <- struct{}{}
		if item == "" {
			break
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			_ = work(item)
		}()
	}
	return nil
}

// Given back when the function returns.
func (u *uploader) okDefer(send func() error) error {
	u.slots <- struct{}{}
	defer func() { <-u.slots }()
	return send()
}

// Handed over to the goroutine.
func okHandOver(items []string, work func(string)) {
	slots := make(chan struct{}, 4)
	for _, item := range items {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			work(item)
		}()
	}
	for i := 0; i < cap(slots); i++ {
		slots <- struct{}{}
	}
}

// A skipped item gives its slot back at once, the others when their goroutine ends.
func (u *uploader) okSkipped(items []string, work func(string)) {
	var wg sync.WaitGroup
	for _, item := range items {
		u.slots <- struct{}{}
		if item == "" {
			<-u.slots
			continue
		}
		wg.Add(1)
		go func() {
			defer func() {
				<-u.slots
				wg.Done()
			}()
			work(item)
		}()
	}
	wg.Wait()
}

// What is sent says how it went: these are results, and a loop takes all of them.
func okResults(items []string, work func(string) error) (good int) {
	done := make(chan bool, len(items))
	go func() {
		var wg sync.WaitGroup
		for _, item := range items {
			if item == "" {
				done <- false
				continue
			}
			wg.Go(func() { done <- work(item) == nil })
		}
		wg.Wait()
		close(done)
	}()
	for ok := range done {
		if ok {
			good++
		}
	}
	return good
}

// A queue of turns that is closed once it is filled: nobody puts one back.
func okTurns(n int, work func() bool) {
	turns := make(chan struct{}, n)
	for range n {
		turns <- struct{}{}
	}
	close(turns)
	for {
		if _, more := <-turns; !more || !work() {
			return
		}
	}
}

type session struct{ user string }

func (s *session) Close() error { return nil }

func (s *session) ask(q string) error { return nil }

type sessions struct{ idle chan *session }

func newSessions(users []string) *sessions {
	p := &sessions{idle: make(chan *session, len(users))}
	for _, user := range users {
		p.idle <- &session{user}
	}
	return p
}

// A session that has failed is lost for all others.
func (p *sessions) badKept(q string) error {
	s := <-p.idle
	if err := s.ask(q); err != nil {
		return err // want "p.idle"
	}
	p.idle <- s
	return nil
}

// So is one that was not needed after all.
func (p *sessions) badSelected(ctx context.Context, q string) error {
	select {
	case s := <-p.idle:
		if q == "" {
			return nil // want "p.idle"
		}
		err := s.ask(q)
		p.idle <- s
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ended on purpose, or put back on every way.
func (p *sessions) okClosed(q string) error {
	s, open := <-p.idle
	if !open {
		return errBusy
	}
	if err := s.ask(q); err != nil {
		s.Close()
		return err
	}
	p.idle <- s
	return nil
}

func (p *sessions) okDeferred(q string) error {
	s := <-p.idle
	defer func() { p.idle <- s }()
	if q == "" {
		return nil
	}
	return s.ask(q)
}

func (p *sessions) okPassedOn(q string, use func(*session) error) error {
	s := <-p.idle
	if q == "" {
		return use(s)
	}
	p.idle <- s
	return nil
}

func (u *uploader) acquire() { u.slots <- struct{}{} }
func (u *uploader) release() { <-u.slots }

// A pair of methods.
func (u *uploader) okMethods(send func() error) error {
	u.acquire()
	defer u.release()
	return send()
}

// Both ways out give it back.
func (u *uploader) okBoth(send func() error) error {
	u.slots <- struct{}{}
	if err := send(); err != nil {
		<-u.slots
		return err
	}
	u.release()
	return nil
}

// The semaphore is drained by who counts the results.
func okQueue(items []string) []string {
	results := make(chan string, len(items))
	for _, item := range items {
		results <- item
	}
	var all []string
	for range items {
		all = append(all, <-results)
	}
	return all
}

// Try, and do without.
func (u *uploader) okTry(send func() error) error {
	select {
	case u.slots <- struct{}{}:
		defer u.release()
	default:
		return errBusy
	}
	return send()
}

type notifier struct {
	wake chan struct{}
	jobs []func()
}

func newNotifier() *notifier { return &notifier{wake: make(chan struct{}, 1)} }

// A wake-up call, not a slot: the other goroutine takes it out.
func (n *notifier) okNotify(job func()) bool {
	n.jobs = append(n.jobs, job)
	select {
	case n.wake <- struct{}{}:
	default:
		return false
	}
	return true
}

func (n *notifier) okListen(stop <-chan struct{}) {
	for {
		select {
		case <-n.wake:
		case <-stop:
			return
		}
	}
}

type tree struct {
	name     string
	children []*tree
}

type walker struct {
	slots chan struct{}
	seen  int
}

func (w *walker) acquire() { w.slots <- struct{}{} }
func (w *walker) release() { <-w.slots }

// Each level of the tree holds a slot while it asks for the next one.
func (w *walker) badWalk(t *tree) {
	w.acquire()
	defer w.release()
	w.seen++
	for _, child := range t.children {
		w.badWalk(child) // want "each waits for ever for another slot"
	}
}

// The slot is given back before the next level.
func (w *walker) okWalk(t *tree) {
	w.acquire()
	w.seen++
	w.release()
	for _, child := range t.children {
		w.okWalk(child)
	}
}

func (w *walker) count(t *tree) int {
	w.slots <- struct{}{}
	defer func() { <-w.slots }()
	return len(t.children)
}

// By a method that takes one of its own.
func (w *walker) badCount(t *tree) int {
	w.slots <- struct{}{}
	n := w.count(t) // want "each waits for ever for another slot"
	<-w.slots
	return n
}

func newWalker() *walker { return &walker{slots: make(chan struct{}, 4)} }

// Each turn reports once: nil says that there is nothing to report.
func okReports(items []string, work func(string, chan<- error)) error {
	reports := make(chan error, len(items))
	for _, item := range items {
		if item == "" {
			reports <- nil
			continue
		}
		go work(item, reports)
	}
	for range items {
		if err := <-reports; err != nil {
			return err
		}
	}
	return nil
}

type device struct{ turn chan struct{} }

// The channel is full at first: to take the turn is to receive it, and to send is to give it back.
func (d *device) okEnable(open func() error) error {
	d.turn = make(chan struct{}, 1)
	d.turn <- struct{}{}
	if err := open(); err != nil {
		return err
	}
	return nil
}

func (d *device) okTalk(say func()) {
	<-d.turn
	say()
	d.turn <- struct{}{}
}

type intake struct{ room chan struct{} }

// Given back when the message was delivered; when it is refused, at once.
func (i *intake) badAccept(deliver func() error, refuse func() bool) error {
	i.room <- struct{}{}
	if refuse() {
		<-i.room
		return nil
	}
	return deliver() // want "room"
}

func (i *intake) okDelivered() { <-i.room }

func newIntake() *intake { return &intake{room: make(chan struct{}, 8)} }

type gate struct{ first, second chan struct{} }

func newGate() *gate { return &gate{first: make(chan struct{}, 4), second: make(chan struct{}, 2)} }

// Given back under the condition it was taken under.
func (g *gate) okSameCondition(quick bool, done <-chan struct{}) (func(), error) {
	if !quick {
		g.first <- struct{}{}
	}
	select {
	case g.second <- struct{}{}:
	case <-done:
		if !quick {
			<-g.first
		}
		return nil, errBusy
	}
	return func() {
		<-g.second
		if !quick {
			<-g.first
		}
	}, nil
}

type page struct{ data []byte }

type holder struct{ room chan *page }

func newHolder(p *page) *holder {
	h := &holder{room: make(chan *page, 1)}
	h.room <- p
	return h
}

// What is deferred puts it back, also when it is taken a second time.
func (h *holder) okTakenAgain(items []int, call func(int) error) error {
	p, ok := <-h.room
	if !ok {
		return errBusy
	}
	defer func() { h.room <- p }()
	for _, item := range items {
		h.room <- p
		err := call(item)
		p, ok = <-h.room
		if !ok {
			return errBusy
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type store struct{ disk *disk }

type disk struct{ free chan struct{} }

// Full at first.
func newDisk(n int) *disk {
	d := &disk{free: make(chan struct{}, n)}
	for range n {
		d.free <- struct{}{}
	}
	return d
}

func (d *disk) begin() { <-d.free }
func (d *disk) end()   { d.free <- struct{}{} }

func (s *store) write(data []byte) error {
	s.disk.begin()
	defer s.disk.end()
	return nil
}

// Released before the next one is asked for.
func (s *store) okOneByOne(read func() ([]byte, error)) error {
	s.disk.begin()
	data, err := read()
	s.disk.end()
	if err != nil {
		return err
	}
	return s.write(data)
}

type consumer struct {
	flying  chan struct{}
	arrived chan int
	handle  func(int) error
}

func (c *consumer) delivered(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-c.arrived:
			<-c.flying
		}
	}
}

// A goroutine started elsewhere in the same function gives back what was delivered.
func fpDeliveredLater(c *consumer, subscribe func(func(int)), stop <-chan struct{}) {
	c.flying = make(chan struct{}, 16)
	subscribe(func(item int) {
		select {
		case <-stop:
			return
		case c.flying <- struct{}{}:
		}
		if err := c.handle(item); err != nil {
			<-c.flying
		}
	}) // want "flying"
	go func() {
		c.delivered(stop) // so that only an audit tells it
	}()
}

// A semaphore with a type of its own.
type turnstile chan struct{}

func newTurnstile(n int) turnstile { return make(turnstile, n) }

func (g turnstile) enter() { g <- struct{}{} }
func (g turnstile) leave() { <-g }

func (g turnstile) tryEnter() bool {
	select {
	case g <- struct{}{}:
		return true
	default:
		return false
	}
}

func (g turnstile) enterOr(ctx context.Context) error {
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type renderer struct {
	gate  turnstile
	pages map[string]string
}

func newRenderer() *renderer { return &renderer{gate: newTurnstile(2), pages: map[string]string{}} }

// Taken by a method, kept on the early way out.
func (r *renderer) badEnter(title string) error {
	r.gate.enter()
	if title == "" {
		return errors.New("no title") // want "slot of r.gate"
	}
	r.pages[title] = title
	r.gate.leave()
	return nil
}

// The method says whether it took one.
func (r *renderer) badTryEnter(title string) error {
	if !r.gate.tryEnter() {
		return errors.New("busy")
	}
	if title == "" {
		return errors.New("no title") // want "slot of r.gate"
	}
	r.pages[title] = title
	r.gate.leave()
	return nil
}

// By an error.
func (r *renderer) badEnterOr(ctx context.Context, title string) error {
	if err := r.gate.enterOr(ctx); err != nil {
		return err
	}
	if title == "" {
		return errors.New("no title") // want "slot of r.gate"
	}
	r.pages[title] = title
	r.gate.leave()
	return nil
}

type line struct{ id int }

func (l *line) say(text string) error { return nil }

type lines struct{ idle chan *line }

func newLines(n int) *lines { return &lines{idle: make(chan *line, n)} }

func (l *lines) borrow() *line    { return <-l.idle }
func (l *lines) hand(back *line) { l.idle <- back }

// What a method lent is not handed back when it fails.
func (l *lines) badBorrow(text string) error {
	one := l.borrow()
	if err := one.say(text); err != nil {
		return err // want "slot of l.idle"
	}
	l.hand(one)
	return nil
}

// It is here.
func (l *lines) okBorrow(text string) error {
	one := l.borrow()
	defer l.hand(one)
	return one.say(text)
}

type bench struct{ free chan struct{} }

// Full at first: to take is to receive.
func newBench(n int) *bench {
	b := &bench{free: make(chan struct{}, n)}
	for range n {
		b.free <- struct{}{}
	}
	return b
}

func (b *bench) take() { <-b.free }
func (b *bench) give() { b.free <- struct{}{} }

// A turn that is cut short keeps its place.
func (b *bench) badTake(items []string, work func(string)) {
	for _, item := range items {
		b.take()
		if item == "" {
			continue // want "slot of b.free"
		}
		work(item)
		b.give()
	}
}

var uploads = make(chan struct{}, 2)

func beginUpload() { uploads <- struct{}{} }
func endUpload()   { <-uploads }

// The semaphore is a package variable.
func badUpload(name string, send func(string)) error {
	beginUpload()
	if name == "" {
		return errors.New("no name") // want "slot of uploads"
	}
	send(name)
	endUpload()
	return nil
}

// Given back in all cases.
func (r *renderer) okEnterOr(ctx context.Context, title string) error {
	if err := r.gate.enterOr(ctx); err != nil {
		return err
	}
	defer r.gate.leave()
	if title == "" {
		return errors.New("no title")
	}
	r.pages[title] = title
	return nil
}

type gated struct {
	gate turnstile
	open int
}

func newTurnstiled() *gated { return &gated{gate: newTurnstile(2)} }

// Held until end is called, unless nothing began: a suspicion only.
func (g *gated) fpBegin(fail bool) error {
	g.gate.enter()
	if fail {
		g.gate.leave()
		return errors.New("failed")
	}
	g.open++
	return nil // want "slot of g.gate"
}

func (g *gated) end() {
	g.open--
	g.gate.leave()
}

// The goroutine that has the slot to give back leaves with it.
func (u *uploader) badGoroutineLeaves(items []string, send func(string) error) {
	for _, item := range items {
		u.slots <- struct{}{}
		go func() {
			if err := send(item); err != nil {
				return // want "slot of u.slots"
			}
			<-u.slots
		}()
	}
}

// It gives it back on both ways.
func (u *uploader) okGoroutineLeaves(items []string, send func(string) error) {
	for _, item := range items {
		u.slots <- struct{}{}
		go func() {
			if err := send(item); err != nil {
				<-u.slots
				return
			}
			<-u.slots
		}()
	}
}

// Nobody takes or gives when there is no limit.
func okNoLimit(slots chan struct{}, items []string, send func(string) error) {
	for _, item := range items {
		if slots != nil {
			slots <- struct{}{}
		}
		go func() {
			err := send(item)
			if slots != nil {
				<-slots
			}
			if err != nil {
				return
			}
			println("sent", item)
		}()
	}
}

func noLimit(items []string, send func(string) error) {
	okNoLimit(make(chan struct{}, 4), items, send)
}

type flusher struct {
	wake chan struct{}
	busy int
}

func (f *flusher) kick() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *flusher) okWakes(jobs []int) {
	for _, job := range jobs {
		f.kick()
		if job == 0 {
			continue
		}
		f.busy += job
	}
}

func (f *flusher) run() {
	for f.busy > 0 {
		<-f.wake
	}
}

func newFlusher() *flusher {
	f := &flusher{wake: make(chan struct{}, 1)}
	go f.run()
	return f
}

type event struct {
	item int
	done func()
}

// The event takes the slot with it: who handles it calls done.
func okEventGivesBack(slots chan struct{}, items []int, queue chan<- *event, closed <-chan struct{}) {
	for _, item := range items {
		slots <- struct{}{}
		done := func() { <-slots }
		go func() {
			e := &event{item: item, done: done}
			select {
			case queue <- e:
				return
			case <-closed:
				done()
			}
		}()
	}
}

func withSlots(items []int, queue chan<- *event, closed <-chan struct{}) {
	okEventGivesBack(make(chan struct{}, 4), items, queue, closed)
}

package example

import (
	"errors"
	"fmt"
	"iter"
	"sort"
	"sync"
)

type account struct {
	mu      sync.Mutex
	balance int
}

// The same body locks twice.
func (a *account) badSameBody(amount int) {
	a.mu.Lock()
	if amount < 0 {
		a.mu.Lock() // want "mu"
		a.balance += amount
		a.mu.Unlock()
	}
	a.mu.Unlock()
}

func (a *account) total() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

// A method that locks is called with the lock held.
func (a *account) badThroughMethod() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return fmt.Sprint(a.total()) // want "mu"
}

func (a *account) audit() int { return a.total() + 1 }

// The lock is taken two calls further down.
func (a *account) badTwoCalls() int {
	a.mu.Lock()
	n := a.audit() // want "mu"
	a.mu.Unlock()
	return n
}

type table struct {
	sync.RWMutex
	rows map[string]int
}

func (t *table) size() int {
	t.RLock()
	defer t.RUnlock()
	return len(t.rows)
}

// Write-held, then read: the reader waits for the writer, which is itself.
func (t *table) badWriteThenRead(key string) int {
	t.Lock()
	defer t.Unlock()
	t.rows[key] = 1
	return t.size() // want "."
}

// An RWMutex cannot be upgraded.
func (t *table) badUpgrade(key string) {
	t.RLock()
	defer t.RUnlock()
	if _, found := t.rows[key]; !found {
		t.Lock() // want "."
		t.rows[key] = 1
		t.Unlock()
	}
}

// A closure called on the spot runs in the same goroutine.
func (a *account) badClosure() {
	a.mu.Lock()
	defer a.mu.Unlock()
	add := func(n int) {
		a.mu.Lock()
		a.balance += n
		a.mu.Unlock()
	}
	add(1) // want "mu"
}

func (a *account) each(visit func(int)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	visit(a.balance)
}

// The callback runs under the lock and locks it again.
func (a *account) badCallback() {
	a.each(func(n int) {
		if a.total() != n { // want "mu"
			panic("changed")
		}
	})
}

type lister interface{ list() []string }

type index struct {
	mu    sync.Mutex
	names []string
	self  lister
}

func newIndex() *index {
	x := &index{}
	x.self = x
	return x
}

func (x *index) list() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.names
}

// fn: the interface value is the object itself; which object it is, is not known from the type alone.
func (x *index) fnInterface() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.self.list())
}

// The loop comes back to Lock with the lock held.
func badLoop(mu *sync.Mutex, next func() bool) {
	mu.Lock()
	for next() {
		mu.Lock() // want "mu"
		next()
	}
	mu.Unlock()
}

// RLocker is the same lock in read mode.
func (t *table) badRLocker() int {
	t.Lock()
	defer t.Unlock()
	l := t.RLocker()
	l.Lock() // want "."
	n := len(t.rows)
	l.Unlock()
	return n
}

// Deferred unlock runs at the end only: the second Lock comes first.
func (a *account) badDeferred(amount int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
	a.mu.Lock() // want "mu"
	defer a.mu.Unlock()
	return a.balance
}

var global sync.Mutex

func logLine(text string) {
	global.Lock()
	defer global.Unlock()
	fmt.Println(text)
}

// A package-level lock, taken again by a static helper.
func badGlobal(text string) {
	global.Lock()
	logLine(text) // want "global"
	global.Unlock()
}

// Unlocked in between.
func (a *account) okUnlockFirst() int {
	a.mu.Lock()
	a.balance++
	a.mu.Unlock()
	return a.total()
}

// Two instances of one type.
func (a *account) okOther(b *account) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance + b.total()
}

type tree struct {
	mu    sync.Mutex
	left  *tree
	right *tree
	n     int
}

// Parent and child are different objects.
func (t *tree) okParentChild() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left == nil {
		return t.n
	}
	t.left.mu.Lock()
	defer t.left.mu.Unlock()
	return t.left.n
}

// Recursion down the children locks another object each time.
func (t *tree) okRecursion() int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n + t.left.okRecursion() + t.right.okRecursion()
}

// Hand over hand along a list: the variable changes, the lock with it.
func okHandOverHand(head *tree) {
	current := head
	current.mu.Lock()
	for current.left != nil {
		next := current.left
		next.mu.Lock()
		current.mu.Unlock()
		current = next
	}
	current.mu.Unlock()
}

type shards struct {
	parts [8]struct {
		mu sync.Mutex
		n  int
	}
}

// Different elements of an array.
func (s *shards) okShards(i, j int) {
	s.parts[i].mu.Lock()
	s.parts[j].mu.Lock()
	s.parts[i].n, s.parts[j].n = s.parts[j].n, s.parts[i].n
	s.parts[j].mu.Unlock()
	s.parts[i].mu.Unlock()
}

// All shards are locked, then unlocked, in two loops.
func (s *shards) okLockAll() int {
	sum := 0
	for i := range s.parts {
		s.parts[i].mu.Lock()
		sum += s.parts[i].n
	}
	for i := range s.parts {
		s.parts[i].mu.Unlock()
	}
	return sum
}

// Another goroutine may take the lock while this one holds it: it waits its turn.
func (a *account) okGoroutine() {
	a.mu.Lock()
	defer a.mu.Unlock()
	go func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.balance++
	}()
}

// Called with the lock held, gives it back around the slow call.
func (a *account) reloadLocked(load func() int) {
	a.mu.Unlock()
	n := load()
	a.mu.Lock()
	a.balance = n
}

func (a *account) okLockedHelper(load func() int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reloadLocked(load)
}

// TryLock does not wait.
func (a *account) okTryLock() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.mu.TryLock()
}

// Exclusive branches.
func (a *account) okEitherBranch(quick bool) {
	if quick {
		a.mu.Lock()
	} else {
		a.mu.Lock()
		a.balance++
	}
	a.mu.Unlock()
}

// Two locks of one object.
type pair struct {
	first, second sync.Mutex
	n             int
}

func (p *pair) okTwoFields() {
	p.first.Lock()
	p.second.Lock()
	p.n++
	p.second.Unlock()
	p.first.Unlock()
}

// The slice element is another object in each turn.
func okEachElement(accounts []*account) {
	for _, a := range accounts {
		a.mu.Lock()
		defer a.mu.Unlock()
	}
}

// A copy of the pointer set to a fresh object.
func okFresh(a *account) *account {
	a.mu.Lock()
	defer a.mu.Unlock()
	old := a
	a = &account{}
	a.mu.Lock()
	a.balance = old.balance
	a.mu.Unlock()
	return a
}

// The closure is stored and called later, without the lock.
func (a *account) okStoredClosure() func() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return func() int {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.balance
	}
}

// --- callbacks and objects that know each other ----------------------------------------------------------------------

type lease struct {
	mu     sync.Mutex
	count  int
	expire func()
	read   sync.Locker
	hooks  map[string]func()
}

func (l *lease) onExpire(f func()) { l.expire = f }

func (l *lease) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

func newLease() *lease {
	l := &lease{hooks: map[string]func(){}}
	l.onExpire(func() { l.size() })
	l.hooks["size"] = func() { l.size() }
	l.read = &l.mu
	return l
}

// The callback was given the very lease that calls it.
func (l *lease) badOwnCallback() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.expire != nil {
		l.expire() // want "locked again through newLease.func1"
	}
}

func (l *lease) badOwnTable(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if hook, ok := l.hooks[name]; ok {
		hook() // want "locked again through newLease.func2"
	}
}

func (l *lease) badLockerOfOwn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read.Lock() // want "locked again by the goroutine"
}

// The callback runs when the lock has been given back.
func (l *lease) okCallbackAfterwards() {
	l.mu.Lock()
	expire := l.expire
	l.mu.Unlock()
	if expire != nil {
		expire()
	}
}

// The other lease's callback.
func (l *lease) okOthersCallback(other *lease) {
	l.mu.Lock()
	defer l.mu.Unlock()
	other.expire()
}

type outlet interface{ emit() }

type center struct {
	mu    sync.RWMutex
	parts []*part
}

type part struct{ home *center }

type line struct{ to outlet }

func newLine(to outlet) *line { return &line{to: to} }

func (l *line) push() { l.to.emit() }

func (c *center) emit() {
	c.mu.RLock()
	defer c.mu.RUnlock()
}

func (c *center) add() { c.parts = append(c.parts, &part{home: c}) }

func (p *part) report() { p.home.emit() }

// The part's home is the center that it is a part of.
func (c *center) badBackPointer() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, part := range c.parts {
		part.report() // want "read-locked again through part.report"
	}
}

func (c *center) badThroughMaker() {
	c.mu.Lock()
	defer c.mu.Unlock()
	newLine(c).push()
	line := newLine(c)
	line.push() // want "read-locked again through line.push"
}

func (c *center) okThroughMaker(other *center) {
	c.mu.Lock()
	defer c.mu.Unlock()
	line := newLine(other)
	line.push()
}

// Helpers that take an index: other elements are other locks.
type slots struct {
	all [4]sync.Mutex
}

func (s *slots) lock(i int) { s.all[i].Lock() }

func (s *slots) unlock(i int) { s.all[i].Unlock() }

func (s *slots) okOtherIndex() {
	s.lock(0)
	s.lock(1)
	s.unlock(1)
	s.unlock(0)
}

func (s *slots) badSameIndex(i int) {
	s.lock(i)
	s.lock(i) // want "locked again through slots.lock"
	s.unlock(i)
}

// The callee gives the lock back before it calls.
func (l *lease) away(f func()) {
	l.mu.Unlock()
	defer l.mu.Lock()
	f()
}

func (l *lease) okCallbackUnlocked() {
	l.mu.Lock()
	l.away(func() { l.size() })
	l.mu.Unlock()
}

type statedLedger struct {
	entryIndex
	sum int
}

type entryIndex struct{ entries sync.RWMutex }

// The caller holds the lock, says the comment.
//
// +checklocks:l.entries
func (l *statedLedger) badLocksInSpiteOfItsContract() {
	l.entries.Lock() // want "locked again by the goroutine whose caller must have locked it"
	l.sum++
	l.entries.Unlock()
}

// +checklocksread:l.entries
func (l *statedLedger) badUpgradesInSpiteOfItsContract() {
	l.add() // want "locked again through statedLedger.add by the goroutine whose caller must have read-locked it"
}

func (l *statedLedger) add() {
	l.entries.Lock()
	defer l.entries.Unlock()
	l.sum++
}

// +checklocks:l.entries
func (l *statedLedger) okGivesItBackMeanwhile() {
	l.entries.Unlock()
	l.add()
	l.entries.Lock()
}

// +checklocks:l.nothing
func (l *statedLedger) okOfNothing() {
	l.entries.Lock()
	l.entries.Unlock()
}

// An assertion tries the lock: that does not wait.
func assertLocked(mu *sync.Mutex) {
	if mu.TryLock() {
		mu.Unlock()
		panic("not locked")
	}
}

func (l *lease) okAsserted() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.checked()
}

func (l *lease) checked() {
	assertLocked(&l.mu)
}

// A flag tells the callee whether its caller holds the lock: for audits only.
type pods struct {
	mu     sync.Mutex
	scoped bool
	all    map[string]int
}

func (p *pods) put(name string) {
	if !p.scoped {
		p.mu.Lock()
		defer p.mu.Unlock()
	}
	p.all[name]++
}

func (p *pods) fpPutUnderLock(names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range names {
		p.put(name) // want "locked again through pods.put"
	}
}

// With a key of its own no token is asked for: for audits only.
type caller struct {
	mu    sync.Mutex
	key   *string
	token string
}

func (a *caller) fpPostWithKey() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.post(a.key) // want "locked again through caller.post"
}

func (a *caller) post(key *string) string {
	token := ""
	if key == nil {
		token = a.current()
	}
	return token
}

func (a *caller) current() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.token
}

func (a *caller) fpCallWithToken() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.call(map[string]string{"token": "*"}) // want "locked again through caller.call"
}

func (a *caller) call(params map[string]string) string {
	token := "none"
	if given, ok := params["token"]; !ok {
		token = a.current()
	} else {
		token = given
	}
	return token
}

// Each call has a mutex of its own: the literal is passed to another call of the function that made it.
func okListOneByOne(depth int, visit func(int)) {
	if depth == 0 {
		visit(0)
		return
	}
	var mu sync.Mutex
	each := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		visit(n)
	}
	okListOneByOne(depth-1, each)
}

// What is printed is asked for its text.
type printed struct {
	turns sync.Mutex
	name  string
}

func (p *printed) String() string {
	p.turns.Lock()
	defer p.turns.Unlock()
	return p.name
}

func (p *printed) badPrintsItself() {
	p.turns.Lock()
	defer p.turns.Unlock()
	fmt.Printf("%d turns of %v\n", 3, p) // want "locked again through printed.String"
}

func (p *printed) badJoins() error {
	p.turns.Lock()
	defer p.turns.Unlock()
	return fmt.Errorf("no more turns: %w", errors.New(fmt.Sprint(p))) // want "locked again through printed.String"
}

func (p *printed) okPrintsItsAddress() {
	p.turns.Lock()
	defer p.turns.Unlock()
	fmt.Printf("%p of %T\n", p, p)
}

func (p *printed) okPrintsAPart() string {
	p.turns.Lock()
	defer p.turns.Unlock()
	return fmt.Sprint(p.name)
}

// The methods of a sort are called while it runs.
type ranking struct {
	order sync.RWMutex
	ids   []int
}

func (r *ranking) Len() int      { return len(r.ids) }
func (r *ranking) Swap(i, j int) { r.ids[i], r.ids[j] = r.ids[j], r.ids[i] }
func (r *ranking) Less(i, j int) bool {
	r.order.RLock()
	defer r.order.RUnlock()
	return r.ids[i] < r.ids[j]
}

func (r *ranking) badSorts() {
	r.order.Lock()
	defer r.order.Unlock()
	sort.Sort(r) // want "locked again through ranking.Less"
}

// The body of a loop over a function runs while the function does.
type orders struct {
	guard sync.RWMutex
	byID  map[int]string
}

func (o *orders) eachOrder(yield func(int) bool) {
	o.guard.RLock()
	defer o.guard.RUnlock()
	for id := range o.byID {
		if !yield(id) {
			return
		}
	}
}

func (o *orders) all() iter.Seq[int] {
	return func(yield func(int) bool) { o.eachOrder(yield) }
}

func (o *orders) even() iter.Seq[int] {
	return func(yield func(int) bool) {
		for id := range o.all() {
			if id%2 == 0 && !yield(id) {
				return
			}
		}
	}
}

func (o *orders) snapshot() iter.Seq[int] {
	o.guard.RLock()
	defer o.guard.RUnlock()
	ids := make([]int, 0, len(o.byID))
	for id := range o.byID {
		ids = append(ids, id)
	}
	return func(yield func(int) bool) {
		for _, id := range ids {
			if !yield(id) {
				return
			}
		}
	}
}

func (o *orders) drop(id int) {
	o.guard.Lock()
	delete(o.byID, id)
	o.guard.Unlock()
}

func (o *orders) badDropsInTheBody() {
	for id := range o.eachOrder {
		if id < 0 {
			o.drop(id) // want "locked again through orders.drop"
		}
	}
}

func (o *orders) badDropsInTheBodyOfAnIterator() {
	for id := range o.even() {
		o.drop(id) // want "locked again through orders.drop"
	}
}

func (o *orders) okDropsWhatIsKept() {
	for id := range o.snapshot() {
		o.drop(id)
	}
}

func (o *orders) okLeavesTheBodyFirst() {
	found := -1
	for id := range o.eachOrder {
		if id > 100 {
			found = id
			break
		}
	}
	o.drop(found)
}

func (o *orders) okLeavesTwoBodiesFirst(other *orders) {
	found := -1
outer:
	for id := range o.all() {
		for second := range other.all() {
			if id == second {
				found = id
				break outer
			}
		}
	}
	o.drop(found)
	other.drop(found)
}

func (o *orders) okReturnsFromTheBody() int {
	for id := range o.eachOrder {
		if id > 100 {
			return id
		}
	}
	return 0
}

func (o *orders) okDropsTheFirst() {
	o.drop(o.okReturnsFromTheBody())
}

// The guard gives the lock back: who holds the guard cannot be seen to hold the lock.
type guard struct{ release func() }

func (g guard) done() { g.release() }

type watched struct{ mu sync.Mutex }

func (w *watched) lock() guard {
	w.mu.Lock()
	return guard{release: func() { w.mu.Unlock() }}
}

func (w *watched) okGuardedTwice() {
	first := w.lock()
	first.done()
	second := w.lock()
	second.done()
}

// Given back by whom the unlock was given to: a once, or a cleanup.
type register struct {
	sync.RWMutex
	notify func()
	size   int
}

func (r *register) add() {
	r.Lock()
	var once sync.Once
	unlock := func() { once.Do(r.Unlock) }
	defer unlock()
	r.size++
	unlock()
	r.notify()
}

func (r *register) okAddTwice() int {
	r.add()
	r.add()
	r.RLock()
	defer r.RUnlock()
	return r.size
}

type cleanups struct{ all []func() }

func cleanup(first func()) *cleanups { return &cleanups{all: []func(){first}} }

func (c *cleanups) clean() {
	for _, do := range c.all {
		do()
	}
	c.all = nil
}

func (r *register) okCleanup() int {
	r.Lock()
	cleaner := cleanup(r.Unlock)
	defer cleaner.clean()
	r.size++
	cleaner.clean()
	r.RLock()
	defer r.RUnlock()
	return r.size
}

// Elements by a computed register: unlocked through a method.
type stripes struct{ all [8]sync.Mutex }

func (s *stripes) lock(id int)   { s.all[(id/4)%8].Lock() }
func (s *stripes) unlock(id int) { s.all[(id/4)%8].Unlock() }

func (s *stripes) okOneAfterTheOther(ids []int, done chan int) {
	for _, id := range ids {
		s.lock(id)
		s.unlock(id)
		<-done
	}
}

// For audits only: the options say that the lock is held already.
type buildOptions struct{ locked, quick bool }

type works struct {
	mu   sync.Mutex
	done int
}

func (w *works) enter() func() {
	w.mu.Lock()
	return w.mu.Unlock
}

func (w *works) build(o buildOptions) {
	if !o.locked {
		leave := w.enter()
		defer leave()
	}
	w.done++
}

func (w *works) fpBuildLocked() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.build(buildOptions{locked: true, quick: true}) // want "mu is locked again through works.build"
}

func safely(run func()) {
	defer func() {
		if err := recover(); err != nil {
			fmt.Println(err)
		}
	}()
	run()
}

type dialer struct {
	mu   sync.Mutex
	conn int
}

// The goroutine gives the lock back, inside a wrapper.
func (d *dialer) open() {
	d.mu.Lock()
	go safely(func() {
		defer d.mu.Unlock()
		d.conn++
	})
}

func (d *dialer) connected() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conn > 0
}

func okDial() bool {
	d := &dialer{}
	d.open()
	return d.connected()
}

func (d *dialer) hold() func() {
	d.mu.Lock()
	return func() { d.mu.Unlock() }
}

func giveBack(back func()) { back() }

func (d *dialer) drop() {
	defer giveBack(d.hold())
	d.conn = 0
}

// A helper calls the function that gives the lock back.
func okDrops(d *dialer) {
	d.drop()
	d.drop()
}

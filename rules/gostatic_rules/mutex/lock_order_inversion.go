package example

import "sync"

// Two methods of one type take the same two locks in opposite orders.
type bank struct {
	accounts sync.Mutex
	audit    sync.Mutex
	entries  []string
	total    int
}

func (b *bank) badDeposit(amount int) {
	b.accounts.Lock()
	defer b.accounts.Unlock()
	b.total += amount
	b.audit.Lock() // want "audit"
	b.entries = append(b.entries, "deposit")
	b.audit.Unlock()
}

func (b *bank) report() (int, []string) {
	b.audit.Lock()
	defer b.audit.Unlock()
	b.accounts.Lock()
	defer b.accounts.Unlock()
	return b.total, b.entries
}

// The second lock is taken by a callee, of another type.
type cluster struct {
	mu    sync.Mutex
	nodes map[string]*member
}

type member struct {
	mu    sync.Mutex
	owner *cluster
	load  int
}

func (m *member) setLoad(load int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.load = load
}

func (c *cluster) forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.nodes, name)
}

func (c *cluster) badReset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, node := range c.nodes {
		node.setLoad(0) // want "member"
	}
}

func (m *member) leave(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.owner.forget(name)
}

// Two instances of one type, locked in the order of the arguments.
type wallet struct {
	mu    sync.Mutex
	coins int
}

func badTransfer(from, to *wallet, coins int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	to.mu.Lock() // want "to"
	defer to.mu.Unlock()
	from.coins -= coins
	to.coins += coins
}

// Three locks in a ring: no two functions have opposite orders.
var (
	disk  sync.Mutex
	index sync.Mutex
	cache sync.Mutex
	pages int
)

func badFlush() {
	disk.Lock()
	index.Lock() // want "index"
	pages++
	index.Unlock()
	disk.Unlock()
}

func evict() {
	index.Lock()
	defer index.Unlock()
	cache.Lock()
	defer cache.Unlock()
	pages--
}

func warm() {
	cache.Lock()
	defer cache.Unlock()
	disk.Lock()
	defer disk.Unlock()
	pages++
}

// Two goroutines of one function.
func badGoroutines() int {
	var left, right sync.Mutex
	var wg sync.WaitGroup
	n := 0
	wg.Add(2)
	go func() {
		defer wg.Done()
		left.Lock()
		defer left.Unlock()
		right.Lock() // want "right"
		defer right.Unlock()
		n++
	}()
	go func() {
		defer wg.Done()
		right.Lock()
		defer right.Unlock()
		left.Lock()
		defer left.Unlock()
		n--
	}()
	wg.Wait()
	return n
}

// A read lock on one side does not help: the writer waits for the reader, the reader for the other lock.
type catalog struct {
	sync.RWMutex
	log   sync.Mutex
	items map[string]int
	lines []string
}

func (c *catalog) badFind(name string) int {
	c.RLock()
	defer c.RUnlock()
	c.log.Lock() // want "log"
	c.lines = append(c.lines, name)
	c.log.Unlock()
	return c.items[name]
}

func (c *catalog) rotate() {
	c.log.Lock()
	defer c.log.Unlock()
	c.Lock()
	c.items["rotated"]++
	c.Unlock()
	c.lines = nil
}

// The same order everywhere.
type okQueue struct {
	in, out sync.Mutex
	items   []int
}

func (q *okQueue) okPush(item int) {
	q.in.Lock()
	defer q.in.Unlock()
	q.out.Lock()
	defer q.out.Unlock()
	q.items = append(q.items, item)
}

func (q *okQueue) okDrain() []int {
	q.in.Lock()
	defer q.in.Unlock()
	q.out.Lock()
	items := q.items
	q.items = nil
	q.out.Unlock()
	return items
}

// A gate lock lets only one goroutine at a time take the two.
type gated struct {
	gate, first, second sync.Mutex
	n                   int
}

func (g *gated) okForward() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.first.Lock()
	g.second.Lock()
	g.n++
	g.second.Unlock()
	g.first.Unlock()
}

func (g *gated) okBackward() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.second.Lock()
	g.first.Lock()
	g.n--
	g.first.Unlock()
	g.second.Unlock()
}

// Opposite orders one after the other: the first goroutine has ended before the second starts.
func okJoined() int {
	var one, two sync.Mutex
	var wg sync.WaitGroup
	n := 0
	wg.Add(1)
	go func() {
		defer wg.Done()
		one.Lock()
		two.Lock()
		n++
		two.Unlock()
		one.Unlock()
	}()
	wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		two.Lock()
		one.Lock()
		n--
		one.Unlock()
		two.Unlock()
	}()
	wg.Wait()
	return n
}

// Joined through a channel, and the other order lies in the parent.
func okJoinedByChannel() int {
	var one, two sync.Mutex
	n := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		one.Lock()
		two.Lock()
		n++
		two.Unlock()
		one.Unlock()
	}()
	<-done
	two.Lock()
	one.Lock()
	n--
	one.Unlock()
	two.Unlock()
	return n
}

// Instances ordered by their number.
type shard struct {
	mu sync.Mutex
	id int
	n  int
}

func okOrdered(a, b *shard) {
	if a.id > b.id {
		a, b = b, a
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	a.n, b.n = b.n, a.n
}

// TryLock on the inner lock never waits.
type polite struct {
	front, back sync.Mutex
	n           int
}

func (p *polite) okFront() {
	p.front.Lock()
	defer p.front.Unlock()
	p.back.Lock()
	p.n++
	p.back.Unlock()
}

func (p *polite) okBack() bool {
	p.back.Lock()
	defer p.back.Unlock()
	if !p.front.TryLock() {
		return false
	}
	p.n--
	p.front.Unlock()
	return true
}

// The first lock is given back before the second is taken.
type relay struct {
	source, sink sync.Mutex
	n            int
}

func (r *relay) okForward() {
	r.source.Lock()
	n := r.n
	r.source.Unlock()
	r.sink.Lock()
	r.n = n + 1
	r.sink.Unlock()
}

func (r *relay) okBack() {
	r.sink.Lock()
	defer r.sink.Unlock()
	r.source.Lock()
	defer r.source.Unlock()
	r.n--
}

// A parent's lock before its child's, on every path.
type branch struct {
	mu     sync.Mutex
	leaves []*leaf
}

type leaf struct {
	mu sync.Mutex
	n  int
}

func (b *branch) okSum() (sum int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, leaf := range b.leaves {
		leaf.mu.Lock()
		sum += leaf.n
		leaf.mu.Unlock()
	}
	return sum
}

func (b *branch) okClear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, leaf := range b.leaves {
		leaf.mu.Lock()
		leaf.n = 0
		leaf.mu.Unlock()
	}
}

// The other lock is taken by a goroutine that holds nothing.
type feed struct {
	mu, subs sync.Mutex
	n        int
}

func (f *feed) okPublish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subs.Lock()
	f.n++
	f.subs.Unlock()
}

func (f *feed) okSubscribe() {
	f.subs.Lock()
	defer f.subs.Unlock()
	go func() {
		f.mu.Lock()
		f.n--
		f.mu.Unlock()
	}()
}

// A project's own mutex is a struct of nothing but a mutex: each field of that type is a lock of its own.
type ownMutex struct{ sync.Mutex }

type tallies struct{ lines ownMutex }

type journal struct{ pages ownMutex }

func (t *tallies) okLinesThenPages(j *journal) {
	t.lines.Lock()
	defer t.lines.Unlock()
	j.pages.Lock()
	j.pages.Unlock()
}

type ledgers struct {
	mu    sync.Mutex
	pages ownMutex
	lines ownMutex
}

func (l *ledgers) okPagesUnderMu() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages.Lock()
	l.pages.Unlock()
}

func (l *ledgers) okMuUnderLines() {
	l.lines.Lock()
	defer l.lines.Unlock()
	l.mu.Lock()
	l.mu.Unlock()
}

// One with methods of its own instead of promoted ones.
type gate struct{ inner sync.Mutex }

func (g *gate) Lock()   { g.inner.Lock() }
func (g *gate) Unlock() { g.inner.Unlock() }

type yard struct {
	mu    sync.Mutex
	front gate
	back  gate
}

func (y *yard) badFrontUnderMu() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.front.Lock() // want "yard.front.inner is locked while .*yard.mu is held"
	y.front.Unlock()
}

func (y *yard) okMuUnderBack() {
	y.back.Lock()
	defer y.back.Unlock()
	y.mu.Lock()
	y.mu.Unlock()
}

func (y *yard) muUnderFront() {
	y.front.Lock()
	defer y.front.Unlock()
	y.mu.Lock()
	y.mu.Unlock()
}

// What one merges into is never merged into the other: for audits only.
type basket struct {
	mu    sync.Mutex
	items []int
}

func (b *basket) fpMergedOneWay(from *basket) {
	b.mu.Lock()
	defer b.mu.Unlock()
	from.mu.Lock() // want "two calls of basket.fpMergedOneWay with the arguments swapped"
	defer from.mu.Unlock()
	b.items = append(b.items, from.items...)
}

func sumOf(baskets []*basket) *basket {
	sum := &basket{}
	for _, one := range baskets {
		sum.fpMergedOneWay(one)
	}
	return sum
}

// An object that is being made is known to nobody else: its lock makes no order.
type policy struct {
	mu    sync.Mutex
	rules []string
}

var (
	policiesMu sync.Mutex
	policies   []*policy
)

func (p *policy) reload() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = append(p.rules[:0], "all")
}

func newPolicy() *policy {
	p := &policy{}
	p.reload()
	return p
}

func okMade() *policy {
	policiesMu.Lock()
	defer policiesMu.Unlock()
	p := newPolicy()
	policies = append(policies, p)
	return p
}

func (p *policy) okForget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	policiesMu.Lock()
	defer policiesMu.Unlock()
	policies = nil
}

// For audits only: one step takes both locks of one object, the other those of two.
type bucket struct {
	flush sync.Mutex
	disk  sync.Mutex
	name  string
}

func (b *bucket) fpShutdown() {
	b.flush.Lock()
	defer b.flush.Unlock()
	b.disk.Lock() // want "bucket.disk is locked while"
	defer b.disk.Unlock()
	b.name = ""
}

func replace(with, old *bucket) {
	with.disk.Lock()
	defer with.disk.Unlock()
	old.fpShutdown()
	with.name = "new"
}

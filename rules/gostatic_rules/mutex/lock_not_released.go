package example

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"runtime"
	"sync"
	"testing"
)

var errMissing = errors.New("missing")

type store struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	items map[string]int
	hits  int
}

// An early return between Lock and Unlock.
func (s *store) badEarlyReturn(key string) (int, error) {
	s.mu.Lock()
	value, found := s.items[key]
	if !found {
		return 0, errMissing // want "mu"
	}
	s.mu.Unlock()
	return value, nil
}

// The read lock has the same duty.
func (s *store) badReadLock(key string) (int, bool) {
	s.rw.RLock()
	value, found := s.items[key]
	if value < 0 {
		return 0, false // want "rw"
	}
	s.rw.RUnlock()
	return value, found
}

// The next turn of the loop locks again while the lock is still held.
func (s *store) badContinue(next func() string) {
	for {
		key := next()
		s.mu.Lock()
		if s.items[key] == 0 {
			continue // want "mu"
		}
		s.items[key]--
		s.mu.Unlock()
	}
}

// The break leaves the loop with the lock, and so does the function.
func (s *store) badBreak(keys []string) int {
	for _, key := range keys {
		s.mu.Lock()
		if s.items[key] == 0 {
			break // want "mu"
		}
		s.mu.Unlock()
	}
	return len(keys)
}

// A switch that gives the lock back in all cases but one.
func (s *store) badSwitchCase(kind int) {
	s.mu.Lock()
	switch kind {
	case 0:
		s.hits++
		s.mu.Unlock()
	case 1:
		s.hits--
	default:
		s.mu.Unlock()
	}
} // want "mu"

// A labelled jump out of two loops keeps the lock.
func (s *store) badLabelledBreak(rows [][]string) bool {
search:
	for _, row := range rows {
		for _, key := range row {
			s.mu.Lock()
			if s.items[key] > 0 {
				break search // want "mu"
			}
			s.mu.Unlock()
		}
	}
	return true
}

type ledger struct {
	mu    sync.Mutex
	total int
}

// Nobody ever unlocks this mutex: the second caller waits for ever.
func (l *ledger) badNeverUnlocked(amount int) {
	l.mu.Lock() // want "mu"
	l.total += amount
}

type settings struct {
	sync.RWMutex
	values map[string]string
}

// Embedded mutex: Lock is promoted, the duty is the same.
func (s *settings) badEmbedded(raw []byte) error {
	s.Lock()
	if err := json.Unmarshal(raw, &s.values); err != nil {
		return err // want "s"
	}
	s.Unlock()
	return nil
}

type registry struct {
	store *store
}

// The lock lives two fields away.
func (r *registry) badNestedField(key string) error {
	r.store.mu.Lock()
	if _, found := r.store.items[key]; found {
		return fmt.Errorf("%s: exists", key) // want "mu"
	}
	r.store.items[key] = 1
	r.store.mu.Unlock()
	return nil
}

// The panic is recovered by the function itself, so the process lives on and the lock stays held.
func (s *store) badRecoveredPanic(key string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("lookup: %v", r)
		}
	}()
	s.mu.Lock()
	if s.items == nil {
		panic("no items") // want "mu"
	}
	s.items[key]++
	s.mu.Unlock()
	return nil
}

// A closure run as a goroutine is a function of its own.
func (s *store) badGoroutine(keys <-chan string) {
	go func() {
		for key := range keys {
			s.mu.Lock()
			if key == "" {
				return // want "mu"
			}
			s.items[key]++
			s.mu.Unlock()
		}
	}()
}

// fn: Skip ends the goroutine by runtime.Goexit, which runs deferred calls only; ends of that kind are not looked at yet.
func fnGoexit(t *testing.T, s *store) {
	s.mu.Lock()
	if s.hits == 0 {
		t.Skip("nothing to see")
	}
	s.hits = 0
	s.mu.Unlock()
}

// A value lock of a local variable, left on the error path of a select.
func badSelect(jobs <-chan int, quit <-chan struct{}) int {
	var mu sync.Mutex
	sum := 0
	go func() {
		mu.Lock()
		defer mu.Unlock()
		sum++
	}()
	for {
		mu.Lock()
		select {
		case job := <-jobs:
			sum += job
		case <-quit:
			return sum // want "mu"
		default:
		}
		mu.Unlock()
	}
}

// A lock taken through sync.Locker.
func badLocker(l sync.Locker, ready bool) bool {
	l.Lock()
	if !ready {
		return false // want "l"
	}
	l.Unlock()
	return true
}

// Deferred unlock covers all ways out.
func (s *store) okDefer(key string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, found := s.items[key]
	if !found {
		return 0, errMissing
	}
	return value, nil
}

// Every way out unlocks by itself.
func (s *store) okEveryExit(key string) (int, error) {
	s.mu.Lock()
	value, found := s.items[key]
	if !found {
		s.mu.Unlock()
		return 0, errMissing
	}
	s.mu.Unlock()
	return value, nil
}

// The deferred closure unlocks.
func (s *store) okDeferredClosure(key string) (err error) {
	s.mu.Lock()
	defer func() {
		s.hits++
		s.mu.Unlock()
	}()
	if s.items[key] == 0 {
		return errMissing
	}
	return nil
}

// The deferred closure unlocks and recovers.
func (s *store) okDeferredRecover(key string) (err error) {
	s.mu.Lock()
	defer func() {
		s.mu.Unlock()
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	if s.items == nil {
		panic("no items")
	}
	s.items[key]++
	return nil
}

// The same condition guards Lock and Unlock.
func (s *store) okSameCondition(key string, shared bool) int {
	if shared {
		s.mu.Lock()
	}
	value := s.items[key]
	if shared {
		s.mu.Unlock()
	}
	return value
}

// The unlock lies in a closure that is called on every path.
func (s *store) okUnlockThroughVariable(key string, write bool) int {
	unlock := func() {}
	if write {
		s.rw.Lock()
		unlock = func() { s.rw.Unlock() }
	} else {
		s.rw.RLock()
		unlock = func() { s.rw.RUnlock() }
	}
	value := s.items[key]
	unlock()
	return value
}

// A method value is an unlock as well.
func (s *store) okMethodValue(key string) int {
	s.mu.Lock()
	release := s.mu.Unlock
	defer release()
	return s.items[key]
}

// The failed branch of TryLock holds nothing.
func (s *store) okTryLock(key string) bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	s.items[key]++
	return true
}

type session struct {
	mu   sync.Mutex
	open bool
}

// Lock hand-off by name: the caller unlocks.
func (s *session) okAcquire() *session {
	s.mu.Lock()
	s.open = true
	return s
}

func (s *session) okRelease() {
	s.open = false
	s.mu.Unlock()
}

func okUseSession(s *session) bool {
	s.okAcquire()
	defer s.okRelease()
	return s.open
}

type page struct {
	mu    sync.Mutex
	bytes []byte
}

// The returned closure gives the lock back.
func (p *page) okReturnsUnlock() ([]byte, func()) {
	p.mu.Lock()
	return p.bytes, func() { p.mu.Unlock() }
}

type frame struct {
	mu    sync.Mutex
	bytes []byte
}

// So does a returned method value.
func (f *frame) okReturnsMethodValue() (data []byte, release func()) {
	f.mu.Lock()
	return f.bytes, f.mu.Unlock
}

type transaction struct {
	db *database
}

type database struct {
	mu    sync.RWMutex
	count int
}

// The lock is held between Begin and Commit, by design.
func (d *database) okBegin() (*transaction, error) {
	d.mu.Lock()
	if d.count < 0 {
		d.mu.Unlock()
		return nil, errMissing
	}
	return &transaction{db: d}, nil
}

func (t *transaction) okCommit() {
	t.db.count++
	t.db.mu.Unlock()
}

type pipeline struct {
	mu    sync.Mutex
	steps int
}

// Another goroutine unlocks: a Mutex has no owner.
func (p *pipeline) okOtherGoroutineUnlocks(work func()) {
	p.mu.Lock()
	p.steps++
	go func() {
		defer p.mu.Unlock()
		work()
	}()
}

type journal struct {
	mu   sync.Mutex
	rows []string
}

// Called with the lock held; unlocks around the slow part and locks again before it returns.
func (j *journal) flushLocked(write func([]string)) {
	rows := j.rows
	j.mu.Unlock()
	write(rows)
	j.mu.Lock()
	j.rows = nil
}

func (j *journal) okUnlockLock(write func([]string)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.rows) > 100 {
		j.flushLocked(write)
	}
}

// The process ends: nobody is left to wait for the lock.
func (s *store) okExits(path string) {
	s.mu.Lock()
	if len(s.items) == 0 {
		log.Fatalf("%s: empty", path)
	}
	if s.hits < 0 {
		os.Exit(2)
	}
	s.mu.Unlock()
}

// An unrecovered panic ends the process as well.
func (s *store) okPanics(key string) {
	s.mu.Lock()
	if s.items == nil {
		panic("store is not open")
	}
	s.items[key]++
	s.mu.Unlock()
}

// Unlocked and locked again in a loop, balanced at its end.
func (s *store) okRelockInLoop(keys []string, visit func(string)) {
	s.mu.Lock()
	for _, key := range keys {
		s.items[key]++
		s.mu.Unlock()
		visit(key)
		s.mu.Lock()
	}
	s.mu.Unlock()
}

// A way out of an endless loop that unlocks first.
func (s *store) okEndlessLoop(next func() int) int {
	for {
		s.mu.Lock()
		if value := next(); value > 0 {
			s.mu.Unlock()
			return value
		}
		s.mu.Unlock()
	}
}

// A generic container locks like any other.
type box[T any] struct {
	mu    sync.Mutex
	value T
	full  bool
}

func (b *box[T]) okGeneric() (value T, found bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.full {
		return value, false
	}
	return b.value, true
}

func (b *box[T]) badGeneric(value T) bool {
	b.mu.Lock()
	if b.full {
		return false // want "mu"
	}
	b.value, b.full = value, true
	b.mu.Unlock()
	return true
}

// okHandler unlocks before it answers on both ways.
func (s *store) okHandler(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	value, found := s.items[r.URL.Path]
	s.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, value)
}

// The lock is taken by a helper that runs a callback: no way out keeps it.
func (s *store) locked(run func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	run()
}

func (s *store) okCallback(key string) {
	s.locked(func() {
		if s.items[key] == 0 {
			return
		}
		s.items[key]--
	})
}

// A type whose Lock method is no lock of the sync package's kind.
type door struct {
	isLocked bool
}

func (d *door) Lock()   { d.isLocked = true }
func (d *door) Unlock() { d.isLocked = false }

func okNotALock(d *door, stay bool) {
	d.Lock()
	if stay {
		return
	}
	d.Unlock()
}

// Either condition gives the lock back, and one of them holds.
func (l *ledger) okDeferredUnderSeveralTerms(early bool) (err error) {
	l.mu.Lock()
	keep := false
	defer func() {
		if err != nil || !keep {
			l.mu.Unlock()
		}
	}()
	if early {
		return nil
	}
	return err
}

// A comment says that the caller holds the lock behind the call: nothing here has to unlock it.
type stated struct {
	seats sync.RWMutex
	count int
}

// Contracts are gVisor's.
//
// +checklocksacquire:s.seats
func (s *stated) okEnterAsStated() {
	s.seats.Lock()
}

// +checklocksacquireread:s.seats
func (s *stated) okVisitAsStated() {
	s.seats.RLock()
	s.count++
}

// +checklocksrelease:s.seats
func (s *stated) badLeaveAsStated(early bool) {
	if early {
		return // want "returns here with s.seats still locked"
	}
	s.seats.Unlock()
}

// +checklocks:s.seats
func (s *stated) okWaitsWithoutIt(ready chan int) {
	s.seats.Unlock()
	<-ready
	s.seats.Lock()
}

// The lock itself goes to the caller.
type pooled struct {
	mu   sync.Mutex
	size int
}

func (p *pooled) okHandsOutTheLock(want int) (lock *sync.Mutex, err error) {
	for {
		p.mu.Lock()
		if p.size == want {
			lock = &p.mu
			break
		}
		if p.size > want {
			p.mu.Unlock()
			return nil, errors.New("too big")
		}
		p.mu.Unlock()
	}
	return
}

// The caller gets a function that gives back whichever lock is held.
func (s *stated) okTradesUp(found bool) (int, func()) {
	cleanup := func() { s.seats.RUnlock() }
	if found {
		return s.count, cleanup
	}
	s.seats.RUnlock()
	s.seats.Lock()
	cleanup = func() { s.seats.Unlock() }
	return s.count + 1, cleanup
}

// Whoever comes last waits for the last of the others: for audits only.
type shards struct {
	mu  [3]sync.Mutex
	out []int
}

func (s *shards) write(i int) {
	s.out = append(s.out, i)
	s.mu[i].Unlock()
}

func (s *shards) fpWaitsForTheLastWrite() {
	for i := range s.mu {
		if i > 0 {
			s.mu[i].Lock()
			s.write(i)
		}
		s.mu[i].Lock()
	}
} // want "returns here with s.mu.i#.* still locked"

// The server recovers from panics of its handlers, and the next request finds the lock taken.
func (s *store) badServe(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if r.URL.Path == "" {
		panic("no path") // want "mu"
	}
	s.hits++
	s.mu.Unlock()
}

type tally struct {
	mu sync.Mutex
	n  int
}

// So does who calls it.
func (t *tally) badCounted() error {
	t.mu.Lock()
	if t.n < 0 {
		panic("negative") // want "mu"
	}
	t.n++
	t.mu.Unlock()
	return nil
}

func (t *tally) okGuarded() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return t.badCounted()
}

// Given back by defer, it is free when somebody recovers.
func (t *tally) okDeferred(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n < 0 {
		panic("negative")
	}
	t.n++
}

// A lock of the project's own, named as the one in it, in an object that does something more when it is unlocked.
type RWMutex struct{ sync.RWMutex }

type ranges struct {
	RWMutex
	dirty bool
}

func (r *ranges) Unlock() {
	defer r.RWMutex.Unlock()
	r.dirty = false
}

func (r *ranges) okMark() {
	r.Lock()
	r.dirty = true
	r.Unlock()
}

type rangePlan struct {
	ranges *ranges
	steps  []func()
}

func (p *rangePlan) okOwnUnlock() {
	p.ranges.Lock()
	defer p.ranges.Unlock()
	for _, step := range p.steps {
		step()
	}
}

type jobs struct {
	mu   sync.Mutex
	runs int
	all  []func() error
}

// The runner survives a job that panics; the lock does not.
func (j *jobs) badRunJob(job func() error) error {
	j.mu.Lock()
	j.runs++
	err := job() // want "a panic in this call"
	j.mu.Unlock()
	return err
}

func (j *jobs) okRunJob(job func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.runs++
	return job()
}

// Outside the lock it may panic as it likes.
func (j *jobs) okRunUnlocked(job func() error) error {
	j.mu.Lock()
	j.runs++
	j.mu.Unlock()
	return job()
}

func rescue(failed *int) {
	if r := recover(); r != nil {
		*failed++
	}
}

func (j *jobs) runAll() (failed int) {
	for _, job := range j.all {
		func() {
			defer rescue(&failed)
			_ = j.badRunJob(job)
			_ = j.okRunJob(job)
			_ = j.okRunUnlocked(job)
		}()
	}
	return failed
}

// Nobody recovers here: a panic ends the process, and the lock with it.
type steps struct {
	mu  sync.Mutex
	all []func()
}

func (s *steps) okNobodyRecovers() {
	s.mu.Lock()
	for _, step := range s.all {
		step()
	}
	s.mu.Unlock()
}

// Locked and unlocked on one system only.
type devices struct {
	mu   sync.Mutex
	busy int
}

func (d *devices) okOneSystem(list func() error) error {
	if runtime.GOOS == "linux" {
		d.mu.Lock()
		if d.busy > 0 {
			d.mu.Unlock()
			return nil
		}
	}
	err := list()
	if runtime.GOOS == "linux" {
		d.mu.Unlock()
	}
	return err
}

// What a test's stand-in does not return from.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func (d *devices) okFails(t failer) {
	d.mu.Lock()
	if d.busy < 0 {
		t.Fatal("negative")
	}
	d.mu.Unlock()
}

// For audits only: those put aside stay locked, and are unlocked by the list they are in.
type record struct {
	mu   sync.Mutex
	refs int
}

func fpPutAside(records []*record, mark func(*record) error) error {
	var unused []*record
	for _, r := range records {
		r.mu.Lock()
		if r.refs > 0 {
			r.mu.Unlock()
			continue
		}
		unused = append(unused, r)
	}
	for _, u := range unused {
		err := mark(u)
		u.mu.Unlock()
		if err != nil {
			return err // want "mu"
		}
	}
	return nil // want "mu"
}

type lazyReader struct {
	mu   sync.RWMutex
	text *string
}

func (l *lazyReader) read() (string, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if err := l.okLoad(); err != nil {
		return "", err
	}
	return *l.text, nil
}

// Called with the read lock held, which it takes again at the end.
func (l *lazyReader) okLoad() (err error) {
	if l.text != nil {
		return nil
	}
	l.mu.RUnlock()
	l.mu.Lock()
	defer func() {
		l.mu.Unlock()
		l.mu.RLock()
		if err == nil && l.text == nil {
			err = errors.New("gone again")
		}
	}()
	if l.text == nil {
		l.text = new(string)
	}
	return nil
}

// Nobody has held the read lock before.
func (l *lazyReader) badLoad() {
	l.mu.Lock()
	defer func() { // want "never released"
		l.mu.Unlock()
		l.mu.RLock()
	}()
	l.text = new(string)
}

package example

import (
	"fmt"
	"sync"
	"unsafe"
)

type config struct {
	mu     sync.Mutex
	values map[string]string
}

type service struct {
	name string
	conf config
}

type lazy struct {
	once sync.Once
	text string
}

// A value receiver locks a copy, which guards nothing.
func (c config) badReceiver(key string) string { // want "."
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.values[key]
}

// A mutex as a parameter by value.
func badParameter(mu sync.Mutex, work func()) { // want "mu"
	mu.Lock()
	defer mu.Unlock()
	work()
}

// Assignment through a pointer copies the lock in its state of now.
func badAssign(c *config) {
	snapshot := *c // want "."
	fmt.Println(len(snapshot.values))
}

// The lock lies one struct deeper.
func badNested(s *service) *config {
	conf := s.conf // want "."
	return &conf
}

// The range variable is a copy of each element.
func badRange(configs []config) (n int) {
	for _, c := range configs { // want "c"
		n += len(c.values)
	}
	return n
}

// Returned by value.
func badReturn(c *config) config {
	return *c // want "."
}

// Passed by value to a call.
func badArgument(c *config) {
	fmt.Println(*c) // want "."
}

// A Once that is copied may run twice.
func badOnce(l *lazy) string {
	other := *l // want "."
	other.once.Do(func() { other.text = "ready" })
	return other.text
}

// An element of a map is a copy.
func badMap(byName map[string]config) int {
	c := byName["main"] // want "."
	return len(c.values)
}

// An array of locks is copied as a whole.
func badArray() int {
	var locks [4]sync.RWMutex
	others := locks // want "."
	return len(others)
}

// A Cond, a Pool and a Map must not be copied either.
type mixed struct {
	pool sync.Pool
	seen sync.Map
}

func badPool(m *mixed) any {
	other := *m // want "."
	return other.pool.Get()
}

type generic[T any] struct {
	mu   sync.Mutex
	item T
}

// A generic type holds its lock for every T.
func badGeneric(g *generic[int]) int {
	other := *g // want "."
	return other.item
}

// A pointer is shared, not copied.
func okPointer(c *config) *config {
	other := c
	other.mu.Lock()
	defer other.mu.Unlock()
	return other
}

// A fresh value has no state yet.
func okLiteral() *config {
	c := config{values: map[string]string{}}
	return &c
}

// A fresh zero value, assigned to reset.
func okReset(c *config) {
	*c = config{}
}

// A constructor may return a fresh value.
func okConstructor() config {
	return config{values: map[string]string{}}
}

// The address of an element.
func okIndex(configs []config) (n int) {
	for i := range configs {
		c := &configs[i]
		c.mu.Lock()
		n += len(c.values)
		c.mu.Unlock()
	}
	return n
}

// A slice of pointers.
func okPointers(configs []*config) (n int) {
	for _, c := range configs {
		n += len(c.values)
	}
	return n
}

// A slice header is copied, the elements are not.
func okSlice(configs []config) []config {
	others := configs
	return others[1:]
}

type handle struct {
	mu   *sync.Mutex
	name string
}

// The struct holds a pointer to a lock.
func okPointerField(h handle) handle {
	other := h
	other.name += "'"
	return other
}

// An interface that holds a pointer.
func okInterface(c *config) sync.Locker {
	var l sync.Locker = &c.mu
	return l
}

// The closure captures the variable, not a copy.
func okClosure() func() {
	var mu sync.Mutex
	return func() {
		mu.Lock()
		defer mu.Unlock()
	}
}

// Only a field without the lock is copied.
func okField(c *config) map[string]string {
	values := c.values
	return values
}

// For audits only: the linter is told that the copy is meant, or a call has just made what is copied.
func fpMeant(c *config) *config {
	//nolint:govet // gets a lock of its own
	copied := *c // want "sync.Mutex"
	copied.mu = sync.Mutex{}
	return &copied
}

func newConfig() *config { return &config{values: map[string]string{}} }

func fpJustMade() int {
	fresh := *newConfig() // want "sync.Mutex"
	return len(fresh.values)
}

// The argument is not evaluated.
func okSize(c *config) uintptr {
	return unsafe.Sizeof(*c)
}

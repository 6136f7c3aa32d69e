package example

import (
	"sort"
	"sync"
)

type client struct {
	once   sync.Once
	close  sync.Once
	conn   map[string]int
	parent *client
	hooks  []func()
	stop   func()
	logf   func(string)
}

// The loader asks through the same entry.
func (c *client) badGet(key string) int {
	c.once.Do(c.load) // want "c.once"
	return c.conn[key]
}

func (c *client) load() {
	c.conn = map[string]int{}
	c.conn["port"] = c.badGet("base") + 1
}

func (c *client) badDirect() {
	c.close.Do(func() { // want "close"
		c.close.Do(func() {})
	})
}

// Three calls down.
func (c *client) badShutdown() {
	c.close.Do(func() { // want "close"
		c.flush()
	})
}

func (c *client) flush() {
	for range c.conn {
		c.fail()
	}
}

func (c *client) fail() { c.badShutdown() }

func (c *client) badLoad() int {
	c.once.Do(c.load) // want "once"
	return c.conn["port"]
}

// A package variable.
var setup sync.Once

var table map[string]int

func badSetup() {
	setup.Do(func() { // want "setup"
		table = map[string]int{"size": lookup("base")}
	})
}

func lookup(key string) int {
	badSetup()
	return table[key]
}

// OnceFunc and its like.
func (c *client) badOnceFunc() {
	c.stop = sync.OnceFunc(func() { // want "stop"
		c.drain()
	})
}

func (c *client) drain() {
	defer c.stop()
	c.conn = nil
}

func badOnceValue() func() int {
	var size func() int
	size = sync.OnceValue(func() int { // want "size"
		return size() + 1
	})
	return size
}

// Through a comparison function that the library calls.
func (c *client) badSorted(keys []string) {
	c.once.Do(func() { // want "once"
		sort.Slice(keys, func(i, j int) bool {
			return c.rank(keys[i]) < c.rank(keys[j])
		})
	})
}

func (c *client) rank(key string) int {
	c.once.Do(c.fill)
	return c.conn[key]
}

func (c *client) fill() { c.conn = map[string]int{} }

// Another object's once.
func (c *client) okParent() {
	c.close.Do(func() {
		if c.parent != nil {
			c.parent.okParent()
		}
	})
}

// Another once of the same object.
func (c *client) okOther() {
	c.close.Do(func() {
		c.once.Do(c.fill)
	})
}

// In a goroutine of its own, which waits for the first call to end.
func (c *client) okGoroutine() {
	c.close.Do(func() {
		go c.okGoroutine()
		c.conn = nil
	})
}

// A new once each time.
func okFresh(n int) {
	var once sync.Once
	once.Do(func() {
		if n > 0 {
			okFresh(n - 1)
		}
	})
}

// Registered now, run later.
func (c *client) okHook() {
	c.close.Do(func() {
		c.hooks = append(c.hooks, func() { c.okHook() })
	})
}

// Two clients that are not the same.
func okPair(a, b *client) {
	a.close.Do(func() {
		b.close.Do(func() { b.conn = nil })
		a.conn = nil
	})
}

// The once is called after the function.
func (c *client) okAfter() {
	c.once.Do(c.fill)
	c.once.Do(c.fill)
}

// A flag says that the once is not asked again.
func (c *client) okFlag() { c.once.Do(c.connect) }

func (c *client) connect() { c.dial(false) }

func (c *client) dial(again bool) {
	if c.parent != nil && again {
		c.once.Do(func() {})
	}
	c.conn = nil
}

// Package conn is one client's connection.
package conn

import (
	"sync"
	"time"
)

// Directory is told when a connection is gone.
type Directory interface {
	Remove(id int)
}

// Conn is a connection; its state is guarded by mu.
type Conn struct {
	id  int
	dir Directory

	mu   sync.Mutex
	last time.Time
	open bool
}

// Open returns a connection that is in use now.
func Open(id int, dir Directory) *Conn {
	return &Conn{id: id, dir: dir, open: true, last: time.Now()}
}

// ID is the number of the connection.
func (c *Conn) ID() int { return c.id }

// Idle tells whether it was unused for an hour.
func (c *Conn) Idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.last) > time.Hour
}

// Shutdown marks the connection as closed.
func (c *Conn) Shutdown() {
	c.mu.Lock()
	c.open = false
	c.mu.Unlock()
}

// Serve handles requests until the last one, then leaves the directory.
func (c *Conn) Serve(requests int) {
	c.mu.Lock()
	for range requests {
		c.last = time.Now()
		time.Sleep(time.Millisecond)
	}
	c.open = false
	c.mu.Unlock()
	c.dir.Remove(c.id)
}

// Command once_guarded_closers closes a connection from the reader, the writer and the owner, each time through one guarded method.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type conn struct {
	closed atomic.Bool
	gone   chan struct{}
	out    chan []byte
	wg     sync.WaitGroup
	sent   int
}

func open() *conn {
	c := &conn{gone: make(chan struct{}), out: make(chan []byte)}
	c.wg.Add(2)
	go c.reader()
	go c.writer()
	return c
}

func (c *conn) Close() error {
	if c.closed.CompareAndSwap(false, true) {
		close(c.gone)
	}
	return nil
}

func (c *conn) reader() {
	defer c.wg.Done()
	defer c.Close()
	<-c.gone
}

func (c *conn) writer() {
	defer c.wg.Done()
	defer c.Close()
	for {
		select {
		case b := <-c.out:
			c.sent += len(b)
		case <-c.gone:
			return
		}
	}
}

func (c *conn) Send(b []byte) bool {
	select {
	case c.out <- b:
		return true
	case <-c.gone:
		return false
	}
}

func main() {
	c := open()
	fmt.Println(c.Send([]byte("hello")))
	c.Close()
	c.Close()
	c.wg.Wait()
	fmt.Println(c.Send([]byte("late")), c.sent)
}

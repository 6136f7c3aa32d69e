// Command conn_close_from_two_sides has a reader that closes its connection on error, and an owner that closes it too.
package main

// needs: repeated method, interface, channel in a field

// observe-expect: panic

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

type Conn struct {
	r     io.Reader
	lines []byte
	done  chan struct{}
	wg    sync.WaitGroup
}

func Open(r io.Reader) *Conn {
	c := &Conn{r: r, done: make(chan struct{})}
	c.wg.Add(1)
	go c.read()
	return c
}

func (c *Conn) read() {
	defer c.wg.Done()
	buf := make([]byte, 16)
	for {
		n, err := c.r.Read(buf)
		c.lines = append(c.lines, buf[:n]...)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				fmt.Println("read:", err)
			}
			c.Close() // or "double-close"
			return
		}
	}
}

func (c *Conn) Close() error {
	close(c.done) // want "double-close"
	return nil
}

func (c *Conn) Wait() { <-c.done; c.wg.Wait() }

type flaky struct{ left int }

func (f *flaky) Read(p []byte) (int, error) {
	if f.left == 0 {
		return 0, errors.New("reset by peer")
	}
	f.left--
	return copy(p, "hello "), nil
}

func main() {
	var r io.Reader = &flaky{3}
	c := Open(r)
	defer c.Close() // or "double-close"
	c.Wait()
	fmt.Println(string(c.lines))
}

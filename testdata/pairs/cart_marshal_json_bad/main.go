// A cart encodes itself under its lock, and the encoder calls the method that takes the lock.
// needs: library callback, json Marshaler, interface
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
)

type Cart struct {
	mu    sync.Mutex
	lines map[string]int
}

func (c *Cart) Add(sku string, n int) {
	c.mu.Lock()
	c.lines[sku] += n
	c.mu.Unlock()
}

// MarshalJSON implements json.Marshaler.
func (c *Cart) MarshalJSON() ([]byte, error) {
	c.mu.Lock() // or "double-lock"
	defer c.mu.Unlock()
	return json.Marshal(c.lines)
}

// WriteTo implements a part of io.WriterTo.
func (c *Cart) Save(w io.Writer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, err := json.Marshal(c) // want "double-lock"
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, string(data))
	return err
}

func main() {
	c := &Cart{lines: make(map[string]int)}
	c.Add("tea", 2)
	c.Add("cup", 1)
	if err := c.Save(os.Stdout); err != nil {
		panic(err)
	}
}

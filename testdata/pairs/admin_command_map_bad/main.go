// Command admin_command_map runs admin commands from a map of functions; one command lists the others' statistics.
package main

// needs: stored callback

import (
	"fmt"
	"io"
	"os"
	"sync"
)

type command func(out io.Writer, args []string) error

type console struct {
	mu       sync.Mutex
	commands map[string]command
	calls    map[string]int
}

func newConsole() *console {
	c := &console{commands: make(map[string]command), calls: make(map[string]int)}
	c.commands["echo"] = func(out io.Writer, args []string) error {
		_, err := fmt.Fprintln(out, args)
		return err
	}
	c.commands["stats"] = c.stats
	return c
}

func (c *console) stats(out io.Writer, _ []string) error {
	c.mu.Lock() // or "double-lock"
	defer c.mu.Unlock()
	for name, n := range c.calls {
		if _, err := fmt.Fprintln(out, name, n); err != nil {
			return err
		}
	}
	return nil
}

func (c *console) run(out io.Writer, name string, args ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	cmd, ok := c.commands[name]
	if !ok {
		return fmt.Errorf("no command %q", name)
	}
	c.calls[name]++
	return cmd(out, args) // want "double-lock"
}

func main() {
	c := newConsole()
	for _, name := range []string{"echo", "help", "stats"} {
		if err := c.run(os.Stdout, name, "hello"); err != nil {
			fmt.Println(err)
		}
	}
}

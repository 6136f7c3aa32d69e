// Command typed_command_reply sends commands with their own reply channels; the loop answers each on every path.
package main

import (
	"errors"
	"fmt"
)

type command struct {
	key   string
	value *int
	reply chan result
}

type result struct {
	value int
	err   error
}

var errMissing = errors.New("missing")

type table struct{ commands chan command }

func newTable() table {
	t := table{make(chan command)}
	go t.serve()
	return t
}

func (t table) serve() {
	rows := map[string]int{}
	for cmd := range t.commands {
		if cmd.value != nil {
			rows[cmd.key] = *cmd.value
			cmd.reply <- result{value: *cmd.value}
			continue
		}
		v, ok := rows[cmd.key]
		if !ok {
			cmd.reply <- result{err: errMissing}
			continue
		}
		cmd.reply <- result{value: v}
	}
}

func (t table) ask(key string, value *int) (int, error) {
	cmd := command{key, value, make(chan result)}
	t.commands <- cmd
	r := <-cmd.reply
	return r.value, r.err
}

func main() {
	t := newTable()
	defer close(t.commands)
	n := 4
	fmt.Println(t.ask("a", &n))
	fmt.Println(t.ask("a", nil))
	fmt.Println(t.ask("b", nil))
}
